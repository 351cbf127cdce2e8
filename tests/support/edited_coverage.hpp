#pragma once

#include "spatial/arc_search.hpp"
#include "spatial/coverage_editor.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace jingwei::tests {

/// What an editor holds, whatever numbers its arcs, nodes and faces have: equal ground, equal values.
struct GroundContent {
    using Side = std::tuple<spatial::Label, __int128, std::uint32_t>; ///< label, doubled area and holes of a face
    using ArcContent = std::tuple<std::vector<spatial::LatticePoint>, Side, Side>;
    std::vector<ArcContent> arcs;
    spatial::SubdivisionCounts counts;
    friend bool operator==(const GroundContent &, const GroundContent &) = default;
};

inline GroundContent content_of(const spatial::CoverageEditor &editor) {
    const auto &ground = editor.ground();
    GroundContent content{{}, ground.counts()};
    const auto side = [&](spatial::HalfArc h) {
        const auto &face = ground.face(ground.left(h));
        return GroundContent::Side{face.label, face.doubled_area, face.hole_count};
    };
    for (spatial::ArcId arc = 0; arc < ground.arc_end(); ++arc) {
        if (ground.has_arc(arc)) {
            const auto points = ground.line(arc).points();
            std::vector<spatial::LatticePoint> forward(points.begin(), points.end());
            std::vector<spatial::LatticePoint> back(points.rbegin(), points.rend());
            const auto left = side(arc * 2);
            const auto right = side(arc * 2 + 1);
            content.arcs.push_back(forward < back ? std::tuple(forward, left, right) : std::tuple(back, right, left));
        }
    }
    std::ranges::sort(content.arcs);
    return content;
}

/// An editor's arcs by themselves, as a graph that is built anew.
class FreshGraph {
  public:
    explicit FreshGraph(const spatial::CoverageEditor &editor) : m_ground(editor.ground()) {
        for (spatial::ArcId id = 0; id < m_ground.arc_end(); ++id) {
            if (m_ground.has_arc(id)) {
                const auto line = m_ground.line(id).points();
                m_arcs.push_back({static_cast<std::uint32_t>(m_points.size()), static_cast<std::uint32_t>(line.size()),
                                  m_ground.left(id * 2), m_ground.left(id * 2 + 1)});
                m_points.insert(m_points.end(), line.begin(), line.end());
                m_ids.push_back(id);
            }
        }
        m_graph.emplace(m_points, m_arcs);
        m_counts = {0, static_cast<std::uint32_t>(m_arcs.size()), 1, 0, 0};
    }

    /// The first difference to what the editor keeps up to date, in words; "" when there is none.
    std::string difference() {
        if (!order_is_right()) {
            return "the order of arcs around a node";
        }
        const auto around = spatial::ArcSearch(m_points, m_arcs).surroundings(*m_graph);
        for (std::uint32_t c = 0; c < m_graph->cycles().size(); ++c) {
            if (auto wrong = difference_of(c, around[c]); !wrong.empty()) {
                return wrong;
            }
        }
        for (const auto &[face, area] : m_areas) {
            if (!m_ground.has_face(face) || m_ground.face(face).doubled_area != area) {
                return "the area of a face";
            }
        }
        return m_counts == m_ground.counts() ? "" : "the counts";
    }

  private:
    [[nodiscard]] spatial::HalfArc half(spatial::HalfArc h) const { return m_ids[h / 2] * 2 + (h & 1U); }

    bool order_is_right() {
        std::vector<spatial::LatticePoint> nodes;
        for (spatial::HalfArc h = 0; h < m_arcs.size() * 2; ++h) {
            if (m_ground.half(half(h)).next != half(m_graph->next(h)) || m_ground.place(half(h)) != m_graph->origin(h)) {
                return false;
            }
            nodes.push_back(m_graph->origin(h));
        }
        std::ranges::sort(nodes);
        nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
        m_counts.nodes = static_cast<std::uint32_t>(nodes.size());
        return true;
    }

    std::string difference_of(std::uint32_t c, std::uint32_t around) {
        const auto &cycle = m_graph->cycles()[c];
        const auto b = m_ground.half(half(cycle.first)).boundary;
        const auto &boundary = m_ground.boundary(b);
        std::uint32_t count = 0;
        bool one = true;
        m_ground.for_each_half_along(b, [&](spatial::HalfArc h) {
            ++count;
            one = one && m_ground.half(h).boundary == b;
        });
        if (!one || count != boundary.count || boundary.doubled_area != cycle.doubled_area ||
            boundary.is_hole != (cycle.doubled_area <= 0)) {
            return "a boundary";
        }
        m_areas[boundary.face] += cycle.doubled_area;
        if (!boundary.is_hole) {
            ++m_counts.faces;
            return m_ground.face(boundary.face).outline == b ? "" : "the outline of a face";
        }
        ++m_counts.components;
        const auto face = around == spatial::no_cycle ? 0 : m_graph->left(m_graph->cycles()[around].first);
        return face == boundary.face ? "" : "the face that a component lies in";
    }

    const spatial::Subdivision &m_ground;
    std::vector<spatial::LatticePoint> m_points;
    std::vector<spatial::Arc> m_arcs;
    std::vector<spatial::ArcId> m_ids;
    std::optional<spatial::ArcGraph> m_graph;
    spatial::SubdivisionCounts m_counts;
    std::map<spatial::FaceId, __int128> m_areas;
};

/// Everything an editor keeps up to date, computed anew from its arcs: the first difference in words, "" when there is none.
inline std::string difference_from_scratch(const spatial::CoverageEditor &editor) {
    return FreshGraph(editor).difference();
}

/// The doubled area of each label, summed over faces.
inline std::map<spatial::Label, __int128> areas_by_label(const spatial::CoverageEditor &editor) {
    std::map<spatial::Label, __int128> areas;
    for (spatial::FaceId f = 0; f < editor.ground().face_end(); ++f) {
        if (editor.ground().has_face(f)) {
            areas[editor.ground().face(f).label] += editor.ground().face(f).doubled_area;
        }
    }
    return areas;
}

/// Makes edits of every kind from a source of numbers: `pick(n)` answers one below n.
class EditSteps {
  public:
    using Pick = std::function<std::uint32_t(std::uint32_t)>;
    EditSteps(spatial::CoverageEditor &editor, Pick pick,
              const spatial::EditRights &rights = {.outer_border = true, .parent_borders = true})
        : m_editor(editor), m_pick(std::move(pick)), m_rights(rights) {}

    /// The next edit; nothing when it was refused, and then `refusal` says why.
    std::optional<spatial::Change> step() {
        kind = m_pick(12);
        auto outcome = make(kind);
        if (auto *change = std::get_if<spatial::Change>(&outcome)) {
            return std::move(*change);
        }
        refusal = std::get<spatial::Refusal>(outcome);
        return std::nullopt;
    }

    spatial::Refusal refusal{};
    std::uint32_t kind = 0;

  private:
    using Points = std::vector<spatial::LatticePoint>;

    spatial::Outcome make(std::uint32_t which) {
        switch (which) {
        case 0:
            return split();
        case 1:
            return m_editor.heal_node(node());
        case 2:
        case 3:
            return m_editor.add_arc(chord());
        case 4:
            return m_editor.add_arc(ring());
        case 5:
            return m_editor.remove_arc(arc(), m_pick(2) == 0 ? spatial::Side::left : spatial::Side::right, m_rights);
        case 6:
        case 7:
            return move();
        case 8:
            return m_editor.relabel(std::vector{face()}, m_pick(8), m_rights);
        case 9:
            return m_editor.drop_same_label(std::vector{face()});
        default:
            return draw();
        }
    }

    spatial::ArcId arc() {
        const auto end = std::max(1U, m_editor.ground().arc_end());
        auto id = m_pick(end);
        for (int i = 0; i < 40 && !m_editor.ground().has_arc(id); ++i) {
            id = m_pick(end);
        }
        return id;
    }
    spatial::LatticePoint vertex() {
        const auto id = arc();
        if (!m_editor.ground().has_arc(id)) {
            return anywhere();
        }
        const auto points = m_editor.ground().line(id).points();
        return points[m_pick(static_cast<std::uint32_t>(points.size()))];
    }
    spatial::LatticePoint node() {
        const auto id = arc();
        return m_editor.ground().has_arc(id) ? m_editor.ground().line(id).front() : anywhere();
    }
    spatial::FaceId face() {
        const auto id = arc();
        return m_editor.ground().has_arc(id) ? m_editor.ground().left(id * 2 + m_pick(2)) : 0;
    }
    spatial::LatticePoint anywhere() {
        const auto &box = m_editor.ground().bounds();
        if (box.empty()) {
            return {static_cast<std::int32_t>(m_pick(2000)), static_cast<std::int32_t>(m_pick(2000))};
        }
        const auto within = [&](std::int32_t low, std::int32_t high) {
            const auto span = static_cast<std::uint32_t>(high - low) + 21;
            return low - 10 + static_cast<std::int32_t>(m_pick(span));
        };
        return {within(box.min_x, box.max_x), within(box.min_y, box.max_y)};
    }
    spatial::LatticePoint beside(spatial::LatticePoint p, std::uint32_t reach) {
        return {p.x - static_cast<std::int32_t>(reach) + static_cast<std::int32_t>(m_pick(2 * reach + 1)),
                p.y - static_cast<std::int32_t>(reach) + static_cast<std::int32_t>(m_pick(2 * reach + 1))};
    }

    spatial::Outcome split() {
        const auto id = arc();
        if (!m_editor.ground().has_arc(id)) {
            return m_editor.split_arc(id, {});
        }
        const auto &line = m_editor.ground().line(id);
        const auto s = line.segment(m_pick(static_cast<std::uint32_t>(line.segment_count())));
        const auto middle = spatial::LatticePoint{s.a.x + (s.b.x - s.a.x) / 2, s.a.y + (s.b.y - s.a.y) / 2};
        return m_editor.split_arc(id, m_pick(4) == 0 ? middle : s.b);
    }
    /// From a node to another of the same face, or to free ground.
    Points chord() {
        const auto from = node();
        const auto start = m_editor.ground().half_at(from);
        auto to = anywhere();
        if (start != spatial::no_id && m_pick(4) != 0) {
            auto h = start;
            for (auto turns = m_pick(12); turns > 0; --turns) {
                h = m_editor.ground().half(h).next;
            }
            to = m_editor.ground().place(h);
        } else if (m_pick(3) != 0) {
            to = beside(from, 60);
        }
        Points points{from};
        for (auto bends = m_pick(3); bends > 0; --bends) {
            points.push_back(beside({from.x + (to.x - from.x) / 2, from.y + (to.y - from.y) / 2}, 40));
        }
        points.push_back(to);
        return points;
    }
    /// A small closed line, sometimes from a node.
    Points ring() {
        const auto from = m_pick(3) == 0 ? node() : anywhere();
        const auto size = static_cast<std::int32_t>(3 + m_pick(300));
        return {from, {from.x + size, from.y + 1}, {from.x + size / 2, from.y + size}, from};
    }
    spatial::Outcome move() {
        const auto id = arc();
        if (!m_editor.ground().has_arc(id)) {
            return m_editor.change_arc(id, {});
        }
        const auto old = m_editor.ground().line(id).points();
        Points points(old.begin(), old.end());
        const auto at = 1 + m_pick(static_cast<std::uint32_t>(points.size()) - 1);
        if (at + 1 < points.size() && m_pick(4) == 0) {
            points.erase(points.begin() + at);
        } else if (at + 1 < points.size() && m_pick(2) == 0) {
            points[at] = beside(points[at], m_pick(5) == 0 ? 400 : 30);
        } else {
            const auto a = points[at - 1];
            const auto b = points[at];
            points.insert(points.begin() + at, beside({a.x + (b.x - a.x) / 2, a.y + (b.y - a.y) / 2}, 30));
        }
        return m_editor.change_arc(id, std::move(points), m_rights);
    }
    spatial::Outcome draw() {
        Points sketch{m_pick(3) == 0 ? vertex() : anywhere()};
        for (auto more = 1 + m_pick(3); more > 0; --more) {
            sketch.push_back(m_pick(3) == 0 ? vertex() : m_pick(2) == 0 ? anywhere() : beside(sketch.back(), 300));
        }
        if (sketch.size() > 3 && m_pick(4) == 0) {
            sketch.push_back(sketch.front());
        }
        const auto id = face();
        const bool within = m_pick(2) == 0 && m_editor.ground().has_face(id);
        auto drawn = m_editor.draw(sketch, {.tolerance = m_pick(50),
                                            .only = within ? m_editor.ground().face(id).label : spatial::no_label,
                                            .rights = m_rights});
        if (auto *made = std::get_if<spatial::Sketched>(&drawn)) {
            return std::move(made->change);
        }
        return std::get<spatial::Refusal>(drawn);
    }

    spatial::CoverageEditor &m_editor;
    Pick m_pick;
    spatial::EditRights m_rights;
};

} // namespace jingwei::tests
