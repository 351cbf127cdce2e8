#include "data/import_refs.hpp"

#include "data/import_codes.hpp"
#include "data/import_fill.hpp"
#include "data/text_form.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

constexpr std::size_t longest_source = 64;
constexpr std::size_t longest_key = 128;
constexpr TimeMs second = 1000;

/// No source, kind, key or code has a line end.
std::string key_of(const ExternalRefRow &ref) {
    return fmt::format("{}\n{}\n{}", ref.source, ref.kind, ref.external_id);
}

std::string object_of(const ExternalRefRow &ref) {
    return fmt::format("{}\n{}\n{}", ref.source, ref.kind, ref.code);
}

/// The layer that a row names, or nothing after a refusal.
std::optional<ImportLayer> layer_of(ImportRow &row) {
    const auto name = row.text("layer");
    const auto keyed = layers_with_keys();
    const auto chinese = std::ranges::find(keyed, name, chinese_name);
    const auto layer = chinese != keyed.end() ? std::optional(*chinese) : import_layer_from_name(name);
    if (layer && !kind_of(*layer).empty()) {
        return layer;
    }
    row.refuse(fmt::format("there is no layer '{}' whose objects have keys of other systems; those are cameras, key_sites, "
                           "buildings, rental_houses, reference_lines and people",
                           name));
    return std::nullopt;
}

std::string source_of(const ImportSink &sink, ImportRow &row) {
    const auto source = sink.refs->source_named(row.text("source"));
    if (source.empty()) {
        row.refuse("it does not say whose key it is: the column source (来源) is empty");
    } else if (source.size() > longest_source) {
        row.refuse(fmt::format("the name of its source has more than {} bytes", longest_source));
    }
    return source;
}

std::string external_id_of(ImportRow &row) {
    auto key = row.text("external_id");
    if (key.empty()) {
        row.refuse("it has no key: the column external_id (外部编号) is empty");
    } else if (key.size() > longest_key) {
        row.refuse(fmt::format("its key has more than {} bytes", longest_key));
    }
    return key;
}

/// Files have seconds.
bool same_instant(std::optional<TimeMs> a, std::optional<TimeMs> b) {
    return a.has_value() == b.has_value() && (!a || *a / second == *b / second);
}

void keep_ref(ImportSink &sink, ImportRow &row, ExternalRefRow ref) {
    const auto *old = sink.refs->known(ref);
    if (old != nullptr && (!row.has("vanished_at") || same_instant(old->vanished_at, ref.vanished_at))) {
        ++sink.report.unchanged;
        return;
    }
    ++(old != nullptr ? sink.report.changed : sink.report.added);
    sink.seen.insert(ref.code);
    sink.sources.keys.push_back(std::move(ref));
}

} // namespace

RefsOfFile::RefsOfFile(const std::vector<ExternalRefRow> &known) {
    for (const auto &ref : known) {
        m_by_key.emplace(key_of(ref), &ref);
        m_by_code.emplace(object_of(ref), &ref);
        m_sources.insert(ref.source);
    }
}

std::string RefsOfFile::source_named(const std::string &name) const {
    return m_sources.contains(name) ? name : plain_name(name);
}

const ExternalRefRow *RefsOfFile::known(const ExternalRefRow &ref) const {
    const auto found = m_by_key.find(key_of(ref));
    return found != m_by_key.end() ? found->second : nullptr;
}

std::string RefsOfFile::claim(const ExternalRefRow &ref) {
    if (!m_keys.insert(key_of(ref)).second) {
        return fmt::format("the key '{}' of {} comes twice in this file", ref.external_id, ref.source);
    }
    if (!m_codes.insert(object_of(ref)).second) {
        return fmt::format("'{}' comes with two keys of {} in this file; one object has one key of a source", ref.code,
                           ref.source);
    }
    if (const auto *old = known(ref); old != nullptr && old->code != ref.code) {
        return fmt::format("the key '{}' of {} is '{}' here, not '{}'; the next file of {} itself can change that",
                           ref.external_id, ref.source, old->code, ref.code, ref.source);
    }
    const auto held = m_by_code.find(object_of(ref));
    if (held != m_by_code.end() && held->second->external_id != ref.external_id) {
        return fmt::format("'{}' has the key '{}' of {} here, not '{}'; the next file of {} itself can change that", ref.code,
                           held->second->external_id, ref.source, ref.external_id, ref.source);
    }
    return {};
}

void take_external_ref(ImportSink &sink, ImportRow &row) {
    const auto layer = layer_of(row);
    ExternalRefRow ref{.source = source_of(sink, row),
                       .kind = std::string(layer ? kind_of(*layer) : ""),
                       .external_id = external_id_of(row),
                       .code = row.code(),
                       .vanished_at = row.instant("vanished_at", sink.world.utc_offset_minutes)};
    if (!row.sound()) {
        return;
    }
    if (!stored_name(sink.world, sink.basis, *layer, ref.code)) {
        row.refuse(fmt::format("there is no '{0}' in {1}; import the {1} first", ref.code, import_layer_name(*layer)));
        return;
    }
    if (auto fault = sink.refs->claim(ref); !fault.empty()) {
        row.refuse(std::move(fault));
        return;
    }
    keep_ref(sink, row, std::move(ref));
}

} // namespace jingwei::data
