#pragma once

#include "data/edition_hash.hpp"
#include "data/import.hpp"
#include "data/store.hpp"
#include "tests/support/world_text.hpp"

#include <algorithm>
#include <string>
#include <vector>

/// What a layer of a store holds as sorted lines of text, free of ids, so that two stores can be compared.
namespace jingwei::tests {

template <class Row> Lines point_lines(const data::Layer<Row> &layer) {
    Lines lines;
    for (std::size_t slot = 0; slot < layer.rows.size(); ++slot) {
        Row row = layer.rows[slot];
        if (row.id != 0) {
            row.id = 0;
            std::ostringstream out;
            tell(out, row);
            lines.push_back(out.str());
        }
    }
    std::ranges::sort(lines);
    return lines;
}

inline Lines building_lines(const data::World &world, bool outlines = true) {
    Lines lines;
    for (std::size_t slot = 0; slot < world.buildings->rows.size(); ++slot) {
        const data::BuildingRow &row = world.buildings->rows[slot];
        std::ostringstream out;
        out << row.code << ' ' << row.name << ' ' << row.address << ' ' << row.building_use << ' ' << row.at << ' '
            << or_null(row.floors) << ' ' << or_null(row.units) << ' ' << or_null(row.households) << ' '
            << or_null(row.residents);
        auto rings = row.courtyards;
        rings.push_back(row.footprint);
        for (auto &ring : rings) {
            std::ranges::rotate(ring, std::ranges::min_element(ring));
        }
        std::ranges::sort(rings);
        for (const auto &ring : outlines ? rings : decltype(rings)(1)) {
            out << " |";
            for (const auto p : ring) {
                out << ' ' << p;
            }
        }
        lines.push_back(out.str());
    }
    std::ranges::sort(lines);
    return lines;
}

/// As a format without geometry keeps them.
inline Lines point_building_lines(const data::World &world) {
    return building_lines(world, false);
}

inline Lines people_lines(const data::World &world) {
    Lines lines;
    for (std::size_t i = 0; i < world.roster->people.size(); ++i) {
        const data::Person &p = world.roster->people[i];
        lines.push_back(p.code + ' ' + p.name + ' ' + p.phone + ' ' + p.org);
    }
    std::ranges::sort(lines);
    return lines;
}

inline Lines assignment_lines(const data::World &world) {
    Lines lines;
    for (std::size_t theme = 0; theme < world.themes.size(); ++theme) {
        for (std::size_t grid = 1; grid < world.themes[theme]->grids.size(); ++grid) {
            for (const data::Assignment &a : world.roster->assignments[theme][grid]) {
                std::ostringstream out;
                out << world.themes[theme]->code << ' ' << world.themes[theme]->grids[grid].code << ' '
                    << world.roster->people[a.person].code << ' ' << (*world.roles)[a.role].code << ' ' << a.primary
                    << a.on_duty << ' ' << a.from << ' ' << a.to;
                lines.push_back(out.str());
            }
        }
    }
    std::ranges::sort(lines);
    return lines;
}

inline Lines line_lines(const data::Store &store) {
    Lines lines;
    for (const data::ReferenceLineRow &row : store.reference_lines()) {
        std::ostringstream out;
        out << row.code << ' ' << row.name << ' ' << row.kind;
        for (const auto p : row.line) {
            out << ' ' << p;
        }
        lines.push_back(out.str());
    }
    std::ranges::sort(lines);
    return lines;
}

/// The two hashes of every theme: who owns which ground, and what the grids are called.
inline Lines grid_lines(const data::World &world) {
    Lines lines;
    for (const auto &theme : world.themes) {
        const auto hashes = data::hashes_of(*theme, *world.divisions);
        lines.push_back(theme->code + " ground " + hashes.content);
        lines.push_back(theme->code + " attributes " + hashes.attributes);
    }
    return lines;
}

inline Lines layer_lines(const data::Store &store, data::ImportLayer layer) {
    const auto world = store.world();
    switch (layer) {
    case data::ImportLayer::grids:
        return grid_lines(*world);
    case data::ImportLayer::cameras:
        return point_lines(*world->cameras);
    case data::ImportLayer::key_sites:
        return point_lines(*world->key_sites);
    case data::ImportLayer::buildings:
        return building_lines(*world);
    case data::ImportLayer::rental_houses:
        return point_lines(*world->rental_houses);
    case data::ImportLayer::reference_lines:
        return line_lines(store);
    case data::ImportLayer::people:
        return people_lines(*world);
    case data::ImportLayer::assignments:
        return assignment_lines(*world);
    default:
        return {};
    }
}

} // namespace jingwei::tests
