#pragma once

#include "data/layer.hpp"
#include "data/record.hpp"
#include "data/world.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

/// A World as sorted lines of text, free of slots, indexes and revisions of parts, so that two ways to it can be compared.
namespace jingwei::tests {

using Lines = std::vector<std::string>;

inline std::ostream &operator<<(std::ostream &out, spatial::LatticePoint p) {
    return out << p.x << ',' << p.y;
}

template <class T> std::string or_null(const std::optional<T> &value) {
    std::ostringstream out;
    value ? out << *value : out << "null";
    return out.str();
}

inline void tell(std::ostream &out, const data::CameraRow &r) {
    out << r.id << ' ' << r.code << ' ' << r.name << ' ' << r.kind << ' ' << r.at << ' ' << or_null(r.azimuth_deg) << ' '
        << or_null(r.fov_deg) << ' ' << or_null(r.range_m) << ' ' << or_null(r.height_m) << ' ' << r.online << ' ' << r.gb_id
        << ' ' << r.owner << ' ' << r.platform << ' ' << r.channel << ' ' << r.built_phase << ' ' << r.boundary_crossing;
}
inline void tell(std::ostream &out, const data::KeySiteRow &r) {
    out << r.id << ' ' << r.code << ' ' << r.name << ' ' << r.kind << ' ' << r.at << ' ' << r.address << ' ' << r.responsible
        << ' ' << r.phone << ' ' << r.attention;
}
inline void tell(std::ostream &out, const data::RentalHouseRow &r) {
    out << r.id << ' ' << r.code << ' ' << r.address << ' ' << r.building_code << ' ' << r.building_use << ' ' << r.rental_use
        << ' ' << r.hazard << ' ' << r.let_kind << ' ' << r.at << ' ' << or_null(r.tenant_count) << ' '
        << or_null(r.last_visit);
}
inline void tell(std::ostream &out, const data::BuildingRow &r) {
    out << r.id << ' ' << r.code << ' ' << r.name << ' ' << r.address << ' ' << r.building_use << ' ' << r.at << ' '
        << r.footprint.size() << ' ' << r.courtyards.size() << ' ' << or_null(r.floors) << ' ' << or_null(r.households);
}

/// Rows in reach by code, and entries in reach by tile: both, so that neither can be forgotten by a change.
template <class Row> void add_layer(const std::string &name, const data::Layer<Row> &layer, Lines &lines) {
    std::size_t filled = 0;
    for (std::size_t slot = 0; slot < layer.rows.size(); ++slot) {
        const Row &row = layer.rows[slot];
        if (row.id == 0) {
            continue;
        }
        std::ostringstream out;
        out << name << ' ' << (layer.find(row.code) == &row ? "found " : "LOST ") << data::version_of(row) << ' ';
        tell(out, row);
        lines.push_back(out.str());
        ++filled;
    }
    lines.push_back(name + " rows " + std::to_string(filled) + " codes " + std::to_string(layer.slot_by_code.size()));
    layer.pyramid.for_each_square(layer.points, {0, 0, 0}, 18, [&](const spatial::PointPyramid::Square &square) {
        // categories are numbered as they first came, which the way here may change: told by name, in the order of names
        std::vector<std::string> shares;
        for (const spatial::PointShare &share : square.tally->shares) {
            const auto state = share.what - spatial::PointShare::first_state;
            const bool is_state = share.what >= spatial::PointShare::first_state;
            shares.push_back((is_state ? "state " + std::to_string(state) : layer.categories[share.what]) + ": " +
                             std::to_string(share.count));
        }
        std::ranges::sort(shares);
        std::ostringstream out;
        out << name << " square " << square.key << ' ' << square.tally->count;
        for (const std::string &share : shares) {
            out << ' ' << share;
        }
        lines.push_back(out.str());
    });
    layer.points.for_each_in({0, 0, 0}, [&](const spatial::PointEntry &entry) {
        std::ostringstream out;
        out << name << " point " << entry.id << ' ' << layer.rows[entry.slot].code << ' ' << entry.at << ' '
            << layer.categories[entry.category] << ' ' << entry.state;
        lines.push_back(out.str());
    });
}

inline void add_assignments(const data::World &world, const std::string &place, const std::vector<data::Assignment> &all,
                            Lines &lines) {
    std::ostringstream out;
    out << "assignments " << place;
    for (const data::Assignment &a : all) {
        out << " [" << a.id << ' ' << world.roster->people[a.person].code << ' ' << (*world.roles)[a.role].code << ' '
            << a.primary << a.on_duty << ' ' << a.from << ' ' << a.to << ']';
    }
    if (!all.empty()) {
        lines.push_back(out.str());
    }
}

inline void add_theme(const data::World &world, std::size_t index, Lines &lines) {
    const data::ThemeWorld &theme = *world.themes[index];
    for (std::size_t i = 1; i < theme.grids.size(); ++i) {
        const data::Grid &grid = theme.grids[i];
        std::ostringstream out;
        out << "grid " << theme.code << ' ' << grid.id << ' ' << grid.code << ' ' << grid.name << ' '
            << theme.levels[grid.level].code << ' ' << grid.dedicated << ' ' << theme.grids[grid.parent].code << ' '
            << grid.label_point << ' ' << grid.area_m2 << ' ' << theme.shapes[i].size();
        lines.push_back(out.str());
        add_assignments(world, theme.code + ' ' + grid.code, world.roster->assignments[index][i], lines);
    }
    for (const auto &[code, assignments] : *world.roster->retired[index]) {
        add_assignments(world, theme.code + " retired " + code, assignments, lines);
    }
}

inline Lines world_text(const data::World &world) {
    Lines lines{"edition " + std::to_string(world.edition), "revision " + std::to_string(world.revision)};
    for (std::size_t theme = 0; theme < world.themes.size(); ++theme) {
        add_theme(world, theme, lines);
    }
    for (std::size_t i = 0; i < world.roster->people.size(); ++i) {
        const data::Person &p = world.roster->people[i];
        if (p.id == 0) {
            continue;
        }
        lines.push_back("person " + std::to_string(p.id) + ' ' + p.code + ' ' + p.name + ' ' + p.phone_masked + ' ' + p.org +
                        (world.roster->find_person(p.code) == i ? " found" : " LOST"));
    }
    add_layer("camera", *world.cameras, lines);
    add_layer("key_site", *world.key_sites, lines);
    add_layer("rental_house", *world.rental_houses, lines);
    add_layer("building", *world.buildings, lines);
    std::ranges::sort(lines);
    return lines;
}

} // namespace jingwei::tests
