#include "data/export_rows.hpp"
#include "data/export_values.hpp"
#include "data/import_codes.hpp"
#include "data/source_rows.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <set>

namespace jingwei::data {

/// Of two keys that a merge has given to one object the least is written: a file holds an object once.
void LayerSource::choose_keys() {
    std::set<std::string_view> known;
    const auto source = source_named(m_request.source, m_store.mappings());
    const auto basis = m_store.import_basis(std::string(kind_of(m_request.layer)));
    for (const auto &key : basis.keys) {
        known.insert(key.source);
        if (key.source == source) {
            const auto [held, first] = m_keys.emplace(key.code, key.external_id);
            held->second = first ? held->second : std::min(held->second, key.external_id);
        }
    }
    if (known.empty()) {
        throw Error(ErrorCode::not_found, fmt::format("no source has keys for {} here; an import with --source keeps them",
                                                      import_layer_name(m_request.layer)));
    }
    if (m_keys.empty()) {
        throw Error(ErrorCode::not_found,
                    fmt::format("the source '{}' has no keys for {}; those that have are {}", m_request.source,
                                import_layer_name(m_request.layer), fmt::join(known, ", ")));
    }
}

/// Also of what vanished from its source's file.
void LayerSource::for_each_external_ref(const std::function<void(LayerRow)> &take) const {
    const auto wanted = m_request.source.empty() ? "" : source_named(m_request.source, m_store.mappings());
    const auto keys = m_store.import_basis(std::string(every_kind)).keys;
    if (!wanted.empty() && std::ranges::find(keys, wanted, &ExternalRefRow::source) == keys.end()) {
        std::set<std::string_view> known;
        std::ranges::transform(keys, std::inserter(known, known.end()), &ExternalRefRow::source);
        throw Error(
            ErrorCode::not_found,
            fmt::format("the source '{}' has no keys here; {}", m_request.source,
                        known.empty() ? "nor has any other" : fmt::format("those that have are {}", fmt::join(known, ", "))));
    }
    for (const auto &ref : keys) {
        if (!wanted.empty() && ref.source != wanted) {
            continue;
        }
        const auto layer = layer_of_kind(ref.kind);
        RowValues values(m_world->utc_offset_minutes);
        values.text(std::string(layer ? import_layer_name(*layer) : ref.kind)).text(ref.code).text(ref.source);
        take({values.text(ref.external_id).instant(ref.vanished_at).take(), std::nullopt, std::nullopt});
    }
}

void LayerSource::for_each(bool shapes, const std::function<void(LayerRow)> &take) const {
    if (m_keys.empty()) {
        return for_each_of_layer(shapes, take);
    }
    for_each_of_layer(shapes, [&](LayerRow row) {
        const auto key = m_keys.find(row.values.front().value_or("")); // the first column is the code
        if (key != m_keys.end()) {
            row.values.emplace_back(key->second);
            take(std::move(row));
        }
    });
}

} // namespace jingwei::data
