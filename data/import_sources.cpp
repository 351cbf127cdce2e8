#include "data/import_codes.hpp"
#include "data/import_duplicates.hpp"
#include "data/import_layers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::data {

namespace {

template <class Row> std::optional<std::string> name_in(const Layer<Row> &layer, const std::string &code) {
    const auto *row = layer.find(code);
    return row != nullptr ? std::optional(row->name) : std::nullopt;
}

/// Why an object that vanished from its source's file stays although deletion was asked for; empty = it goes.
std::string reason_to_stay(const ImportSink &sink, const std::string &code) {
    if (sink.request.layer == ImportLayer::people) {
        return "people are kept; a roster with --handover ends what they answer for";
    }
    if (const auto others = sink.keys->others_with(code); !others.empty()) {
        return fmt::format("{} has it too", fmt::join(others, ", "));
    }
    if (sink.basis.buildings_in_use.contains(code)) {
        return "rental houses or addresses are in it";
    }
    return {};
}

void take_vanished(ImportSink &sink, const ExternalRefRow &ref, SourceOutcome &outcome) {
    const auto name = stored_name(sink.world, sink.basis, sink.request.layer, ref.code);
    if (!name || sink.seen.contains(ref.code)) {
        sink.sources.forgotten.push_back(ref.external_id); // what it stood for is gone, or has another key
        return;
    }
    VanishedObject gone{.key = ref.external_id, .code = ref.code, .name = *name, .since = ref.vanished_at, .kept_because = {}};
    if (sink.request.delete_vanished) {
        gone.kept_because = reason_to_stay(sink, ref.code);
        gone.deleted = gone.kept_because.empty();
    }
    if (gone.deleted) {
        ++sink.report.removed;
        sink.removed.push_back({.kind = sink.keys->kind(), .code = ref.code});
        sink.sources.forgotten.push_back(ref.external_id);
    } else if (!ref.vanished_at) {
        sink.sources.vanished.push_back(ref.external_id);
    }
    outcome.vanished.push_back(std::move(gone));
}

Likeness likeness(const CameraRow &row) {
    return {.id = row.id, .code = row.code, .name = row.name, .gb_id = row.gb_id, .at = row.at};
}
Likeness likeness(const KeySiteRow &row) {
    return {.id = row.id, .code = row.code, .name = row.name, .gb_id = {}, .at = row.at};
}
Likeness likeness(const BuildingRow &row) {
    return {.id = row.id, .code = row.code, .name = row.name, .gb_id = {}, .at = row.at};
}
Likeness likeness(const RentalHouseRow &row) {
    return {.id = row.id, .code = row.code, .name = row.address, .gb_id = {}, .at = row.at};
}

/// The objects of a layer as they will be.
template <class Row>
std::vector<Likeness> objects_after(const ImportSink &sink, const Layer<Row> &layer, const std::vector<Row> &written) {
    std::set<std::string_view> replaced;
    std::ranges::transform(written, std::inserter(replaced, replaced.end()),
                           [](const Row &row) { return std::string_view(row.code); });
    std::ranges::transform(sink.removed, std::inserter(replaced, replaced.end()),
                           [](const ObjectCode &object) { return std::string_view(object.code); });
    std::vector<Likeness> objects;
    for (std::size_t slot = 0; slot < layer.rows.size(); ++slot) {
        const Row &row = layer.rows[slot];
        if (row.id != 0 && !replaced.contains(row.code)) {
            objects.push_back(likeness(row));
        }
    }
    std::ranges::transform(written, std::back_inserter(objects), [](const Row &row) { return likeness(row); });
    return objects;
}

std::vector<Likeness> objects_after(const ImportSink &sink) {
    switch (sink.request.layer) {
    case ImportLayer::cameras:
        return objects_after(sink, *sink.world.cameras, sink.content.cameras);
    case ImportLayer::key_sites:
        return objects_after(sink, *sink.world.key_sites, sink.content.key_sites);
    case ImportLayer::buildings:
        return objects_after(sink, *sink.world.buildings, sink.content.buildings);
    case ImportLayer::rental_houses:
        return objects_after(sink, *sink.world.rental_houses, sink.content.rental_houses);
    default:
        return {};
    }
}

} // namespace

std::optional<std::string> stored_name(const World &world, const ImportBasis &basis, ImportLayer layer,
                                       const std::string &code) {
    switch (layer) {
    case ImportLayer::cameras:
        return name_in(*world.cameras, code);
    case ImportLayer::key_sites:
        return name_in(*world.key_sites, code);
    case ImportLayer::buildings:
        return name_in(*world.buildings, code);
    case ImportLayer::rental_houses: {
        const auto *row = world.rental_houses->find(code);
        return row != nullptr ? std::optional(row->address) : std::nullopt;
    }
    case ImportLayer::reference_lines: {
        const auto line = basis.lines.find(code);
        return line != basis.lines.end() ? std::optional(line->second.name) : std::nullopt;
    }
    case ImportLayer::people: {
        const auto person = world.roster->find_person(code);
        return person ? std::optional(world.roster->people[*person].name) : std::nullopt;
    }
    default:
        return std::nullopt;
    }
}

void finish_source(ImportSink &sink) {
    auto &outcome = *sink.report.source;
    sink.keys->settle(sink.report.problems);
    sink.sources.source = sink.keys->source();
    sink.sources.kind = sink.keys->kind();
    sink.sources.keys = sink.keys->changed();
    sink.sources.forgotten = sink.keys->replaced();
    for (auto &joined : outcome.joined) {
        joined.name = stored_name(sink.world, sink.basis, sink.request.layer, joined.code).value_or("");
    }
    for (const auto *ref : sink.keys->missing()) {
        take_vanished(sink, *ref, outcome);
    }
    outcome.duplicates = find_duplicates(objects_after(sink), *sink.keys, sink.seen);
}

} // namespace jingwei::data
