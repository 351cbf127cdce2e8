#include "data/layer.hpp"

#include <algorithm>
#include <initializer_list>

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

template <class Row>
Layer<Row> make_layer(Rows<Row> rows, const CodeLists &lists, std::string_view list, std::uint64_t revision) {
    Layer<Row> layer;
    layer.revision = revision;
    if (const auto found = lists.find(list); found != lists.end()) {
        for (const auto &[code, label] : found->second) {
            layer.categories.push_back(code);
        }
    }
    std::vector<spatial::PointEntry> entries;
    std::vector<std::string_view> codes;
    entries.reserve(rows.size());
    codes.reserve(rows.size());
    for (std::size_t slot = 0; slot < rows.size(); ++slot) {
        codes.emplace_back(rows[slot].code);
        entries.push_back(entry_of(rows[slot], slot, layer.categories));
    }
    layer.slot_by_code = CodeIndex(codes);
    layer.points = spatial::PointSet(std::move(entries));
    layer.pyramid = spatial::PointPyramid(layer.points);
    layer.rows = std::move(rows);
    return layer;
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
