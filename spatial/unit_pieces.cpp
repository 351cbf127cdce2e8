#include "spatial/disjoint_sets.hpp"
#include "spatial/ground_units.hpp"
#include "spatial/segment.hpp"

#include <algorithm>
#include <map>

namespace jingwei::spatial {

namespace {

/// A connected piece of the units.
struct Piece {
    std::vector<std::uint32_t> units;
    std::int64_t weight = 0;
};

std::vector<Piece> pieces_of(const UnitGraph &graph) {
    DisjointSets sets(graph.units.size());
    for (const auto &border : graph.borders) {
        sets.join(border.a, border.b);
    }
    std::map<std::uint32_t, Piece> by_root;
    for (std::uint32_t unit = 0; unit < graph.units.size(); ++unit) {
        auto &piece = by_root[sets.root(unit)];
        piece.units.push_back(unit);
        piece.weight += graph.units[unit].weight;
    }
    std::vector<Piece> pieces;
    std::ranges::transform(by_root, std::back_inserter(pieces), [](auto &entry) { return std::move(entry.second); });
    return pieces;
}

/// The middle of each unit's box.
std::vector<LatticePoint> middles_of(const GroundUnits &units) {
    std::vector<LatticeBox> boxes(units.graph.units.size() + 1);
    for (const auto &arc : units.coverage.arcs()) {
        for (const auto label : {units.coverage.left_label(arc), units.coverage.right_label(arc)}) {
            std::ranges::for_each(units.coverage.points(arc), [&](LatticePoint p) { boxes[label].add(p); });
        }
    }
    std::vector<LatticePoint> middles;
    for (std::size_t i = 1; i < boxes.size(); ++i) {
        middles.push_back({static_cast<std::int32_t>((std::int64_t{boxes[i].min_x} + boxes[i].max_x) / 2),
                           static_cast<std::int32_t>((std::int64_t{boxes[i].min_y} + boxes[i].max_y) / 2)});
    }
    return middles;
}

} // namespace

void bridge_light_pieces(GroundUnits &units, std::int64_t least_weight) {
    auto pieces = pieces_of(units.graph);
    const auto middles = middles_of(units);
    while (pieces.size() > 1) {
        const auto lightest = std::ranges::min_element(pieces, {}, &Piece::weight);
        if (lightest->weight >= least_weight) {
            return;
        }
        UnitBorder bridge{};
        std::size_t to = 0;
        std::int64_t shortest = INT64_MAX;
        for (std::size_t other = 0; other < pieces.size(); ++other) {
            for (const auto b : pieces[other].units) {
                for (const auto a : lightest->units) {
                    const auto distance = distance_squared(middles[a], middles[b]);
                    if (&pieces[other] != &*lightest && distance < shortest) {
                        shortest = distance;
                        bridge = {std::min(a, b), std::max(a, b), 0, 0};
                        to = other;
                    }
                }
            }
        }
        units.graph.borders.push_back(bridge);
        pieces[to].units.insert(pieces[to].units.end(), lightest->units.begin(), lightest->units.end());
        pieces[to].weight += lightest->weight;
        pieces.erase(lightest);
    }
}

std::vector<MultiPolygon> ground_of_parts(const GroundUnits &units, const std::vector<std::uint32_t> &part_of,
                                          std::uint32_t parts) {
    std::vector<Label> group{no_label};
    std::ranges::transform(part_of, std::back_inserter(group), [](std::uint32_t part) { return part + 1; });
    auto shapes = outlines(units.coverage, group, std::size_t{parts} + 1);
    shapes.erase(shapes.begin());
    return shapes;
}

} // namespace jingwei::spatial
