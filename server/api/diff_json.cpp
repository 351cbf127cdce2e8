#include "server/api/diff_json.hpp"

#include "server/api/grid_json.hpp"
#include "server/api/record_json.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

void write_counts(JsonWriter &json, const HandedCounts &counts, const DiffRights &rights) {
    const auto names = handed_layer_names();
    for (std::size_t layer = 0; layer < names.size(); ++layer) {
        json.key(names.at(layer).name);
        if (names.at(layer).needs_command && !rights.command) {
            json.null();
        } else {
            json.value(counts.objects.at(layer));
        }
    }
    json.key("households").value(rights.in_full ? std::optional(counts.households) : std::nullopt);
    json.key("residents").value(rights.in_full ? std::optional(counts.residents) : std::nullopt);
}

/// Who answers: as grids and cards show people.
void write_person(JsonWriter &json, const EditionDiff &diff, PersonIndex who, const DiffRights &rights) {
    if (!who) {
        json.null();
        return;
    }
    const auto &person = diff.world->roster->people[*who];
    json.begin_object();
    json.key("code").value(person.code);
    json.key("name").value(person.name);
    json.key("phone_masked").value_or_null(person.phone_masked);
    if (rights.in_full) {
        json.key("phone").value_or_null(person.phone);
    }
    json.end_object();
}

void write_shares(JsonWriter &json, const char *name, const std::vector<GroundShare> &shares) {
    json.key(name).begin_array();
    for (const auto &share : shares) {
        json.begin_object().key("grid").value_or_null(share.grid).key("area_m2").rounded(share.area_m2, 1).end_object();
    }
    json.end_array();
}

std::string_view change_name(GridDiff::Change change) {
    return change == GridDiff::Change::created ? "new" : change == GridDiff::Change::gone ? "gone" : "changed";
}

void write_side(JsonWriter &json, const char *name, double area_m2, const HandedCounts &counts, const DiffRights &rights) {
    json.key(name).begin_object();
    json.key("area_m2").rounded(area_m2, 1);
    write_counts(json, counts, rights);
    json.end_object();
}

void write_grid(JsonWriter &json, const EditionDiff &diff, const GridDiff &grid, const DiffRights &rights) {
    json.begin_object();
    json.key("code").value(grid.code);
    json.key("name").value(grid.name);
    json.key("level").value(grid.level);
    json.key("change").value(change_name(grid.change));
    json.key("ground").value(grid.ground);
    json.key("attributes").begin_array();
    std::ranges::for_each(grid.attributes, [&](std::string_view attribute) { json.value(attribute); });
    json.end_array();
    json.key("code_before").value_or_null(grid.code_before);
    json.key("name_before").value_or_null(grid.name_before);
    json.key("parent_before").value_or_null(grid.parent_before);
    json.key("parent").value_or_null(grid.parent);
    json.key("area_before_m2").rounded(grid.area_before_m2, 1);
    json.key("area_m2").rounded(grid.area_m2, 1);
    write_side(json, "won", grid.won_m2, grid.won, rights);
    write_side(json, "lost", grid.lost_m2, grid.lost, rights);
    write_shares(json, "from", grid.from);
    write_shares(json, "to", grid.to);
    json.key("person_before");
    write_person(json, diff, grid.person_before, rights);
    json.key("person");
    write_person(json, diff, grid.person, rights);
    json.end_object();
}

void write_share(JsonWriter &json, const char *name, std::optional<double> share) {
    json.key(name);
    share ? json.rounded(*share, 6) : json.null();
}

void write_lineage(JsonWriter &json, const LineageDiff &lineage, const DiffRights &rights) {
    json.begin_object();
    json.key("kind").value(lineage.kind);
    json.key("from").value_or_null(lineage.from);
    json.key("to").value_or_null(lineage.to);
    write_share(json, "share", lineage.share);
    write_share(json, "household_share", rights.in_full ? lineage.household_share : std::nullopt);
    json.end_object();
}

std::string_view code_of(const EditionDiff &diff, PersonIndex person) {
    return person ? std::string_view(diff.world->roster->people[*person].code) : std::string_view();
}

bool may_see(const HandedObject &object, const DiffRights &rights) {
    return rights.command || !handed_layer_names().at(object.layer).needs_command;
}

void write_object(JsonWriter &json, const EditionDiff &diff, const HandedObject &object, const DiffRights &rights,
                  spatial::Frame frame) {
    const auto layer = handed_layer_names().at(object.layer);
    json.begin_object();
    json.key("layer").value(layer.name);
    json.key("code").value(object.code);
    json.key("name").value_or_null(layer.title_needs_key && !rights.in_full ? std::string_view() : object.title);
    write_lonlat(json, object.at, frame);
    json.key("from").value_or_null(object.from);
    json.key("to").value_or_null(object.to);
    json.key("from_person").value_or_null(code_of(diff, object.from_person));
    json.key("to_person").value_or_null(code_of(diff, object.to_person));
    json.end_object();
}

/// The codes of a person's objects by layer, the first of each.
void write_codes(JsonWriter &json, const EditionDiff &diff, const std::vector<std::size_t> &objects, const DiffRights &rights) {
    const auto names = handed_layer_names();
    json.key("codes").begin_object();
    for (std::size_t layer = 0; layer < names.size(); ++layer) {
        if (names.at(layer).needs_command && !rights.command) {
            continue;
        }
        json.key(names.at(layer).name).begin_array();
        std::size_t listed = 0;
        for (const std::size_t object : objects) {
            if (diff.objects[object].layer == layer && listed++ < most_diff_codes) {
                json.value(diff.objects[object].code);
            }
        }
        json.end_array();
    }
    json.end_object();
}

void write_person_diff(JsonWriter &json, const EditionDiff &diff, const PersonDiff &person, const DiffRights &rights) {
    const auto write = [&](const char *name, const HandedCounts &counts, const std::vector<std::size_t> &objects) {
        json.key(name).begin_object();
        write_counts(json, counts, rights);
        write_codes(json, diff, objects, rights);
        json.end_object();
    };
    json.begin_object();
    json.key("person");
    write_person(json, diff, person.person, rights);
    write("won", person.won, person.won_objects);
    write("lost", person.lost, person.lost_objects);
    json.end_object();
}

void write_line(JsonWriter &json, std::span<const data::LatticePoint> points, spatial::Frame frame) {
    json.begin_array();
    for (const auto point : points) {
        const auto place = spatial::from_store_frame(spatial::to_lonlat(point), frame);
        json.begin_array().rounded(place.lon, 7).rounded(place.lat, 7).end_array();
    }
    json.end_array();
}

void write_border_members(JsonWriter &json, const BorderDiff &border) {
    json.key("change").value(border.is_new ? "new" : "gone");
    json.key("left").value_or_null(border.left);
    json.key("right").value_or_null(border.right);
}

} // namespace

void write_diff_members(JsonWriter &json, const EditionDiff &diff, const DiffRights &rights, spatial::Frame frame) {
    json.key("grids").begin_array();
    std::ranges::for_each(diff.grids, [&](const GridDiff &grid) { write_grid(json, diff, grid, rights); });
    json.end_array();
    json.key("lineage").begin_array();
    std::ranges::for_each(diff.lineage, [&](const LineageDiff &lineage) { write_lineage(json, lineage, rights); });
    json.end_array();
    json.key("people").begin_array();
    std::ranges::for_each(diff.people, [&](const PersonDiff &person) { write_person_diff(json, diff, person, rights); });
    json.end_array();
    std::size_t count = 0;
    json.key("objects").begin_array();
    for (const HandedObject &object : diff.objects) {
        if (may_see(object, rights) && count++ < most_diff_items) {
            write_object(json, diff, object, rights, frame);
        }
    }
    json.end_array();
    json.key("objects_count").value(static_cast<std::uint64_t>(count));
    json.key("borders").begin_array();
    for (std::size_t i = 0; i < std::min(most_diff_items, diff.borders.size()); ++i) {
        json.begin_object();
        write_border_members(json, diff.borders[i]);
        json.key("line");
        write_line(json, diff.borders[i].points, frame);
        json.end_object();
    }
    json.end_array();
    json.key("borders_count").value(static_cast<std::uint64_t>(diff.borders.size()));
}

std::string diff_geojson(const EditionDiff &diff, spatial::Frame frame) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("type").value("FeatureCollection").key("features").begin_array();
    const auto begin = [&](const char *what) {
        json.begin_object().key("type").value("Feature").key("properties").begin_object().key("what").value(what);
    };
    for (const GroundDiff &ground : diff.ground) {
        begin("ground");
        json.key("from").value_or_null(ground.from);
        json.key("to").value_or_null(ground.to);
        json.key("area_m2").rounded(ground.area_m2, 1);
        json.end_object().key("geometry");
        write_multi_polygon(json, ground.ground, frame);
        json.end_object();
    }
    for (const BorderDiff &border : diff.borders) {
        begin("border");
        write_border_members(json, border);
        json.end_object().key("geometry").begin_object().key("type").value("LineString").key("coordinates");
        write_line(json, border.points, frame);
        json.end_object().end_object();
    }
    json.end_array().end_object();
    return text;
}

} // namespace jingwei::server
