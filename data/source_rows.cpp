#include "data/source_rows.hpp"

#include "data/edit_rows.hpp"
#include "data/journal.hpp"
#include "data/past_theme.hpp"
#include "data/row_reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

void read_keys(SQLite::Database &database, const std::string &kind, ImportBasis &basis) {
    const bool every = kind == every_kind;
    RowReader row(database, every ? "every_external_ref" : "external_refs");
    if (!every) {
        row.bind(1, kind);
    }
    while (row.next()) {
        basis.keys.push_back({.source = row.text(0),
                              .kind = every ? row.text(5) : kind,
                              .external_id = row.text(1),
                              .code = row.text(2),
                              .seen_at = row.integer(3),
                              .vanished_at = row.integer_or_null(4)});
    }
}

/// The mapping of a source and layer, in a list that is sorted by both.
ImportMapping &mapping_of(std::vector<KeptMapping> &mappings, std::string_view source, std::string_view layer) {
    const auto found = std::ranges::find_if(mappings, [&](const auto &m) { return m.source == source && m.layer == layer; });
    if (found != mappings.end()) {
        return found->mapping;
    }
    mappings.push_back({.source = std::string(source), .layer = std::string(layer), .mapping = {}});
    return mappings.back().mapping;
}

void write_mapping(Queries &queries, const KeptMapping &kept) {
    queries.run("remove_import_mapping", kept.source, kept.layer);
    queries.run("remove_code_map", kept.source, kept.layer);
    for (const auto &[option, value] : kept.mapping.options) {
        queries.run("insert_import_mapping", kept.source, kept.layer, "$" + option, value);
    }
    for (const auto &[target, field] : kept.mapping.fields) {
        queries.run("insert_import_mapping", kept.source, kept.layer, target, field);
    }
    for (const auto &[target, codes] : kept.mapping.codes) {
        for (const auto &[value, code] : codes) {
            queries.run("insert_code_map", kept.source, kept.layer, target, value, code);
        }
    }
}

} // namespace

ImportBasis read_import_basis(SQLite::Database &database, const std::string &kind) {
    ImportBasis basis;
    read_keys(database, kind, basis);
    if (kind == "reference_line" || kind == every_kind) {
        for (auto &line : read_reference_lines(database)) {
            auto code = line.code;
            basis.lines.emplace(std::move(code), std::move(line));
        }
    }
    if (kind == "building") {
        for (RowReader row(database, "buildings_in_use"); row.next();) {
            basis.buildings_in_use.insert(row.text(0));
        }
    }
    return basis;
}

std::vector<KeptMapping> read_mappings(SQLite::Database &database) {
    std::vector<KeptMapping> mappings;
    for (RowReader row(database, "import_mappings"); row.next();) {
        auto &mapping = mapping_of(mappings, row.text_view(0), row.text_view(1));
        const auto target = row.text(2);
        if (target.starts_with('$')) {
            mapping.options.emplace(target.substr(1), row.text(3));
        } else {
            mapping.fields.emplace(target, row.text(3));
        }
    }
    for (RowReader row(database, "code_maps"); row.next();) {
        mapping_of(mappings, row.text_view(0), row.text_view(1)).codes[row.text(2)].emplace(row.text(3), row.text(4));
    }
    return mappings;
}

void write_sources(Queries &queries, const SourceChange &change, TimeMs now) {
    for (const auto &key : change.forgotten) {
        queries.run("remove_external_ref", change.source, change.kind, key);
    }
    for (const auto &key : change.vanished) {
        queries.run("update_external_ref_vanished", change.source, change.kind, key, now);
    }
    for (const auto &key : change.keys) {
        queries.run("upsert_external_ref", key.source, key.kind, key.external_id, key.code, now, key.vanished_at);
    }
    if (!change.kind.empty()) {
        queries.run("update_external_refs_seen", change.source, change.kind, now);
    }
    if (change.mapping) {
        write_mapping(queries, *change.mapping);
    }
}

Edited apply_mapping_edit(Queries &queries, const Actor &actor, const MappingEdit &edit) {
    if (auto known = edit.once ? kept_answer(queries, *edit.once) : std::nullopt) {
        return std::move(*known);
    }
    const auto mappings = read_mappings(queries.database());
    const auto kept =
        std::ranges::find_if(mappings, [&](const KeptMapping &m) { return m.source == edit.source && m.layer == edit.layer; });
    const ImportMapping *old = kept == mappings.end() ? nullptr : &kept->mapping;
    const auto next = edit.decide(old);
    if (next != (old == nullptr ? ImportMapping() : *old)) {
        write_mapping(queries, {.source = edit.source, .layer = edit.layer, .mapping = next});
        append_journal(queries, actor,
                       {.kind = next.empty() ? "mapping.remove" : "mapping.upsert",
                        .object_id = {},
                        .code = edit.source,
                        .edition = {},
                        .detail = fmt::format(R"({{"layer":"{}"}})", edit.layer)});
    }
    Edited edited{.outcome = Edited::Outcome::done, .answer = edit.answer(old)};
    if (edit.once) {
        keep_answer(queries, *edit.once, edited.answer);
    }
    return edited;
}

} // namespace jingwei::data
