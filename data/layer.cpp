#include "data/layer.hpp"

#include "data/world_layers.hpp"

#include <algorithm>
#include <initializer_list>
#include <unordered_map>

namespace jingwei::data {

namespace {

constexpr std::string_view no_hazard = "00";

std::uint16_t category_index(std::vector<std::string> &categories, const std::string &category) {
    const auto found = std::ranges::find(categories, category);
    const auto index = static_cast<std::uint16_t>(found - categories.begin());
    if (found == categories.end()) {
        categories.push_back(category);
    }
    return index;
}

template <class Row> spatial::PointEntry entry_of(const Row &row, std::size_t slot, std::vector<std::string> &categories) {
    return {.position = {},
            .at = row.at,
            .id = row.id,
            .slot = static_cast<std::uint32_t>(slot),
            .category = category_index(categories, category_of(row)),
            .state = state_of(row)};
}

template <class Row> bool looks_same(const Row &a, const Row &b) {
    return a.id == b.id && a.at == b.at && category_of(a) == category_of(b) && state_of(a) == state_of(b);
}

std::size_t heap_bytes(std::initializer_list<const std::string *> texts) {
    std::size_t sum = 0;
    for (const std::string *text : texts) {
        sum += text->capacity() > std::string().capacity() ? text->capacity() + 1 : 0;
    }
    return sum;
}

std::size_t heap_bytes(const CameraRow &r) {
    return heap_bytes({&r.code, &r.name, &r.kind, &r.gb_id, &r.owner, &r.platform, &r.channel, &r.built_phase});
}
std::size_t heap_bytes(const KeySiteRow &r) {
    return heap_bytes({&r.code, &r.name, &r.kind, &r.address, &r.responsible, &r.phone});
}
std::size_t heap_bytes(const RentalHouseRow &r) {
    return heap_bytes({&r.code, &r.address, &r.building_code, &r.building_use, &r.rental_use, &r.hazard, &r.let_kind});
}
std::size_t heap_bytes(const BuildingRow &r) {
    std::size_t bytes = heap_bytes({&r.code, &r.name, &r.address, &r.building_use}) +
                        r.footprint.capacity() * sizeof(LatticePoint) + r.courtyards.capacity() * sizeof(spatial::Ring);
    for (const spatial::Ring &courtyard : r.courtyards) {
        bytes += courtyard.capacity() * sizeof(LatticePoint);
    }
    return bytes;
}

} // namespace

const std::string &category_of(const CameraRow &row) {
    return row.kind;
}
const std::string &category_of(const KeySiteRow &row) {
    return row.kind;
}
const std::string &category_of(const RentalHouseRow &row) {
    return row.rental_use;
}
const std::string &category_of(const BuildingRow &row) {
    return row.building_use;
}
std::uint16_t state_of(const CameraRow &row) {
    return row.online ? 0 : 1;
}
std::uint16_t state_of(const KeySiteRow &row) {
    return static_cast<std::uint16_t>(row.attention);
}
std::uint16_t state_of(const RentalHouseRow &row) {
    return row.hazard.empty() || row.hazard == no_hazard ? 0 : 1;
}
std::uint16_t state_of(const BuildingRow & /*row*/) {
    return 0;
}

namespace {

std::vector<std::string> categories_of(const CodeLists &lists, std::string_view list) {
    std::vector<std::string> categories;
    if (const auto found = lists.find(list); found != lists.end()) {
        for (const auto &[code, label] : found->second) {
            categories.push_back(code);
        }
    }
    return categories;
}

template <class Row> Layer<Row> built_layer(Rows<Row> rows, std::vector<std::string> categories, std::uint64_t revision) {
    Layer<Row> layer;
    layer.revision = revision;
    layer.categories = std::move(categories);
    std::vector<spatial::PointEntry> entries;
    std::vector<std::string_view> codes;
    entries.reserve(rows.size());
    codes.reserve(rows.size());
    for (std::size_t slot = 0; slot < rows.size(); ++slot) {
        codes.emplace_back(rows[slot].code); // none of an empty slot
        if (rows[slot].id != 0) {
            entries.push_back(entry_of(rows[slot], slot, layer.categories));
        }
    }
    layer.slot_by_code = CodeIndex(codes);
    layer.points = spatial::PointSet(std::move(entries));
    layer.pyramid = spatial::PointPyramid(layer.points);
    layer.rows = std::move(rows);
    return layer;
}

/// The rows read, each in the slot that it has already; new ones in slots that are free, then behind.
template <class Row> Rows<Row> in_known_slots(const Rows<Row> &known, const Rows<Row> &read) {
    std::unordered_map<std::int64_t, std::size_t> slots;
    std::vector<std::size_t> free;
    for (std::size_t slot = 0; slot < known.size(); ++slot) {
        slots.emplace(known[slot].id, slot);
    }
    Rows<Row> rows = known;
    std::vector<bool> is_kept(known.size());
    std::vector<std::size_t> added; // of those read
    for (std::size_t i = 0; i < read.size(); ++i) {
        const auto found = slots.find(read[i].id);
        if (found == slots.end()) {
            added.push_back(i);
            continue;
        }
        is_kept[found->second] = true;
        if (!(known[found->second] == read[i])) {
            rows.set(found->second, read[i]);
        }
    }
    for (std::size_t slot = known.size(); slot-- > 0;) {
        if (!is_kept[slot]) {
            free.push_back(slot); // the first one last
            if (known[slot].id != 0) {
                rows.set(slot, Row{});
            }
        }
    }
    for (const std::size_t i : added) {
        if (free.empty()) {
            rows.push_back(read[i]);
        } else {
            rows.set(free.back(), read[i]);
            free.pop_back();
        }
    }
    return rows;
}

/// So many changed rows of a layer are cheaper patched than all built anew.
std::size_t most_patched(std::size_t size) {
    return 100 + size / 100;
}

/// Puts a changed row into its slot, but for `rows` and `pyramid`.
template <class Row> void patch(Layer<Row> &layer, std::size_t slot, const Row *was, const Row *is) {
    const bool same_code = was != nullptr && is != nullptr && was->code == is->code;
    if (same_code && looks_same(*was, *is)) {
        return;
    }
    if (was != nullptr) {
        layer.points = layer.points.without(was->id, was->at);
        layer.slot_by_code.remove(was->code, static_cast<std::uint32_t>(slot));
    }
    if (is != nullptr) {
        layer.points = layer.points.with(entry_of(*is, slot, layer.categories));
        layer.slot_by_code.add(is->code, static_cast<std::uint32_t>(slot));
    }
}

} // namespace

template <class Row>
Layer<Row> make_layer(Rows<Row> rows, const CodeLists &lists, std::string_view list, std::uint64_t revision) {
    return built_layer(std::move(rows), categories_of(lists, list), revision);
}

template <class Row> Layer<Row> with_rows(const Layer<Row> &layer, const Rows<Row> &rows, std::uint64_t revision) {
    Rows<Row> placed = in_known_slots(layer.rows, rows);
    std::size_t changed = 0;
    for_each_changed_row(layer.rows, placed, [&](auto &&...) { ++changed; });
    if (changed > most_patched(layer.rows.size())) {
        return built_layer(std::move(placed), layer.categories, revision);
    }
    Layer<Row> next = layer;
    next.revision = revision;
    for_each_changed_row(layer.rows, placed,
                         [&](std::size_t slot, const Row *was, const Row *is) { patch(next, slot, was, is); });
    next.pyramid = layer.pyramid.updated(layer.points, next.points);
    next.rows = std::move(placed);
    return next;
}

template <class Row> bool has_categories(const Layer<Row> &layer, const CodeLists &lists, std::string_view list) {
    const auto listed = categories_of(lists, list);
    return listed.size() <= layer.categories.size() && std::equal(listed.begin(), listed.end(), layer.categories.begin());
}

template <class Row> Layer<Row> with_row(const Layer<Row> &layer, Row row, std::uint64_t revision) {
    Layer<Row> next = layer;
    next.revision = revision;
    const auto slot = layer.find_slot(row.code);
    if (!slot) {
        next.points = layer.points.with(entry_of(row, layer.rows.size(), next.categories));
        next.pyramid = layer.pyramid.updated(layer.points, next.points);
        next.slot_by_code.add(row.code, static_cast<std::uint32_t>(layer.rows.size()));
        next.rows.push_back(std::move(row));
        return next;
    }
    const Row &old = layer.rows[*slot];
    if (!looks_same(old, row)) {
        next.points = layer.points.without(old.id, old.at).with(entry_of(row, *slot, next.categories));
        next.pyramid = layer.pyramid.updated(layer.points, next.points);
    }
    next.rows.set(*slot, std::move(row));
    return next;
}

template <class Row> Layer<Row> without_row(const Layer<Row> &layer, std::string_view code, std::uint64_t revision) {
    Layer<Row> next = layer;
    next.revision = revision;
    if (const auto slot = layer.find_slot(code)) {
        const Row &old = layer.rows[*slot];
        next.points = layer.points.without(old.id, old.at);
        next.pyramid = layer.pyramid.updated(layer.points, next.points);
        next.slot_by_code.remove(code, *slot);
        next.rows.set(*slot, Row{});
    }
    return next;
}

template <class Row> std::size_t layer_bytes(const Layer<Row> &layer) {
    std::size_t sum = layer.points.bytes() + layer.pyramid.bytes() + layer.slot_by_code.bytes() +
                      layer.rows.chunk_count() * sizeof(std::shared_ptr<Row>);
    for (std::size_t slot = 0; slot < layer.rows.size(); ++slot) {
        sum += sizeof(Row) + heap_bytes(layer.rows[slot]);
    }
    return sum;
}

template Layer<CameraRow> make_layer(Rows<CameraRow>, const CodeLists &, std::string_view, std::uint64_t);
template Layer<KeySiteRow> make_layer(Rows<KeySiteRow>, const CodeLists &, std::string_view, std::uint64_t);
template Layer<RentalHouseRow> make_layer(Rows<RentalHouseRow>, const CodeLists &, std::string_view, std::uint64_t);
template Layer<BuildingRow> make_layer(Rows<BuildingRow>, const CodeLists &, std::string_view, std::uint64_t);
template Layer<CameraRow> with_rows(const Layer<CameraRow> &, const Rows<CameraRow> &, std::uint64_t);
template bool has_categories(const Layer<CameraRow> &, const CodeLists &, std::string_view);
template Layer<KeySiteRow> with_rows(const Layer<KeySiteRow> &, const Rows<KeySiteRow> &, std::uint64_t);
template bool has_categories(const Layer<KeySiteRow> &, const CodeLists &, std::string_view);
template Layer<RentalHouseRow> with_rows(const Layer<RentalHouseRow> &, const Rows<RentalHouseRow> &, std::uint64_t);
template bool has_categories(const Layer<RentalHouseRow> &, const CodeLists &, std::string_view);
template Layer<BuildingRow> with_rows(const Layer<BuildingRow> &, const Rows<BuildingRow> &, std::uint64_t);
template bool has_categories(const Layer<BuildingRow> &, const CodeLists &, std::string_view);
template Layer<CameraRow> with_row(const Layer<CameraRow> &, CameraRow, std::uint64_t);
template Layer<KeySiteRow> with_row(const Layer<KeySiteRow> &, KeySiteRow, std::uint64_t);
template Layer<RentalHouseRow> with_row(const Layer<RentalHouseRow> &, RentalHouseRow, std::uint64_t);
template Layer<BuildingRow> with_row(const Layer<BuildingRow> &, BuildingRow, std::uint64_t);
template Layer<CameraRow> without_row(const Layer<CameraRow> &, std::string_view, std::uint64_t);
template Layer<KeySiteRow> without_row(const Layer<KeySiteRow> &, std::string_view, std::uint64_t);
template Layer<RentalHouseRow> without_row(const Layer<RentalHouseRow> &, std::string_view, std::uint64_t);
template Layer<BuildingRow> without_row(const Layer<BuildingRow> &, std::string_view, std::uint64_t);
template std::size_t layer_bytes(const Layer<CameraRow> &);
template std::size_t layer_bytes(const Layer<KeySiteRow> &);
template std::size_t layer_bytes(const Layer<RentalHouseRow> &);
template std::size_t layer_bytes(const Layer<BuildingRow> &);

} // namespace jingwei::data
