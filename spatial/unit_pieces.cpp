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

namespace {

/// Calls visit(ring) with all rings of some shapes.
void for_each_ring(auto &shapes, auto visit) {
    for (auto &shape : shapes) {
        for (auto &polygon : shape) {
            visit(polygon.outer);
            std::ranges::for_each(polygon.holes, visit);
        }
    }
}

/// The vertices that outlines keep, ascending: those of the ground, and those where more than two borders meet.
std::vector<LatticePoint> kept_vertices(const std::vector<LatticePoint> &corners, const std::vector<MultiPolygon> &shapes) {
    std::vector<std::pair<LatticePoint, LatticePoint>> segments; // each once, whoever has it
    for_each_ring(shapes, [&](const Ring &ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            segments.push_back(std::minmax({ring[i], ring[(i + 1) % ring.size()]}));
        }
    });
    std::ranges::sort(segments);
    segments.erase(std::unique(segments.begin(), segments.end()), segments.end());
    std::vector<LatticePoint> ends;
    for (const auto &[a, b] : segments) {
        ends.insert(ends.end(), {a, b});
    }
    std::ranges::sort(ends);
    std::vector<LatticePoint> kept = corners;
    for (auto first = ends.begin(); first != ends.end();) {
        const auto next = std::upper_bound(first, ends.end(), *first);
        if (next - first != 2) {
            kept.push_back(*first);
        }
        first = next;
    }
    std::ranges::sort(kept);
    return kept;
}

/// Leaves out vertices between two that are kept where all of them lie on the way, at most a lattice unit off: the same seen
/// from either side.
void drop_bends(Ring &ring, const std::vector<LatticePoint> &kept) {
    const auto is_kept = [&](LatticePoint p) { return std::ranges::binary_search(kept, p); };
    const auto first = std::ranges::find_if(ring, is_kept);
    if (first == ring.end()) {
        return;
    }
    std::ranges::rotate(ring, first);
    Ring out;
    for (auto from = ring.begin(); from != ring.end();) {
        const auto to = std::find_if(from + 1, ring.end(), is_kept);
        const auto end = to == ring.end() ? ring.front() : *to;
        const bool is_bend = std::all_of(from + 1, to, [&](LatticePoint p) { return is_within(p, {*from, end}, 1); });
        out.insert(out.end(), from, is_bend ? from + 1 : to);
        from = to;
    }
    ring = std::move(out);
}

} // namespace

std::vector<MultiPolygon> ground_of_parts(const GroundUnits &units, const std::vector<std::uint32_t> &part_of,
                                          std::uint32_t parts) {
    std::vector<Label> group{no_label};
    std::ranges::transform(part_of, std::back_inserter(group), [](std::uint32_t part) { return part + 1; });
    auto shapes = outlines(units.coverage, group, std::size_t{parts} + 1);
    shapes.erase(shapes.begin());
    const auto kept = kept_vertices(units.corners, shapes);
    for_each_ring(shapes, [&](Ring &ring) { drop_bends(ring, kept); });
    return shapes;
}

} // namespace jingwei::spatial
