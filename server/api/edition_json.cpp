#include "server/api/edition_json.hpp"

#include "data/export_values.hpp"
#include "server/service/instant.hpp"

namespace jingwei::server {

void write_edition(JsonWriter &json, const data::EditionRow &edition, int utc_offset_minutes, bool with_actor) {
    json.key("number").value(edition.number);
    json.key("valid_from").value(format_instant(edition.valid_from, utc_offset_minutes));
    json.key("published").value(format_instant(edition.published_at, utc_offset_minutes));
    json.key("by").value_or_null(name_if(with_actor, edition.actor));
    json.key("note").value_or_null(edition.note);
    json.key("source").value_or_null(edition.source);
    json.key("plan").value(edition.plan);
    json.key("root_hash").value(edition.root_hash);
    json.key("themes").begin_array();
    for (const auto &theme : edition.themes) {
        json.begin_object();
        json.key("theme").value(theme.code);
        json.key("grids").value(theme.grids);
        json.key("borders").value(theme.arcs);
        json.end_object();
    }
    json.end_array();
}

void write_rolled_back(JsonWriter &json, const RolledBack &done) {
    const auto write = [&](const char *name, const std::vector<RolledGrid> &grids) {
        json.key(name).begin_array();
        for (const auto &grid : grids) {
            json.begin_object();
            json.key("code").value(grid.code);
            json.key("name").value(grid.name);
            json.key("people").value(static_cast<std::uint64_t>(grid.people));
            json.end_object();
        }
        json.end_array();
    };
    write("grids_back", done.back);
    write("grids_gone", done.gone);
    json.key("other_themes").begin_array();
    for (const auto &theme : done.other_themes) {
        json.value(theme);
    }
    json.end_array();
}

void write_history(JsonWriter &json, const data::GridHistory &history, bool in_full, int utc_offset_minutes) {
    const auto shown = [in_full](std::optional<int> count) { return in_full ? count : data::unless_few(count); };
    json.key("versions").begin_array();
    for (const auto &version : history.versions) {
        json.begin_object();
        json.key("edition_from").value(version.edition_from);
        json.key("edition_to").value(version.edition_to);
        json.key("valid_from").value(format_instant(version.valid_from, utc_offset_minutes));
        json.key("valid_to");
        version.valid_to ? json.value(format_instant(*version.valid_to, utc_offset_minutes)) : json.null();
        json.key("code").value(version.code);
        json.key("name").value(version.name);
        json.key("level").value(version.level);
        json.key("parent").value_or_null(version.parent);
        json.key("area_m2").rounded(version.area_m2, 1);
        json.key("households").value(shown(version.households));
        json.key("residents").value(shown(version.residents));
        json.end_object();
    }
    json.end_array();
    json.key("lineage").begin_array();
    for (const auto &row : history.lineage) {
        json.begin_object();
        json.key("edition").value(row.edition);
        json.key("kind").value(row.kind);
        json.key("from").value_or_null(row.from);
        json.key("to").value_or_null(row.to);
        json.key("share");
        row.share ? json.rounded(*row.share, 6) : json.null();
        json.end_object();
    }
    json.end_array();
}

} // namespace jingwei::server
