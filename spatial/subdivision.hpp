#pragma once

#include "spatial/line_index.hpp"
#include "spatial/subdivision_tables.hpp"

#include <unordered_map>

namespace jingwei::spatial {

/// A changeable planar subdivision: arcs with their two faces, nodes with the order of arcs around them, faces with label and
/// exact area, and which component lies in which face. It has no way to say "gap" or "overlap". The steps keep it whole
/// but ask nobody: `CoverageEditor` checks first. One thread at a time changes it; while none does, any number may read.
class Subdivision {
  public:
    using Half = SubdivisionTables::Half;
    using Boundary = SubdivisionTables::Boundary;
    using Face = SubdivisionTables::Face;

    /// Takes a coverage without violations: O(n log n). Arcs and faces keep their numbers.
    explicit Subdivision(const Coverage &coverage);

    [[nodiscard]] const SubdivisionCounts &counts() const { return m_counts; }
    [[nodiscard]] ArcId arc_end() const { return m_tables.lines.size(); }
    [[nodiscard]] FaceId face_end() const { return m_tables.faces.size(); }
    [[nodiscard]] bool has_arc(ArcId arc) const { return arc < arc_end() && m_tables.lines[arc] != nullptr; }
    [[nodiscard]] bool has_face(FaceId face) const { return face < face_end() && m_tables.faces[face].exists; }
    [[nodiscard]] const ArcLine &line(ArcId arc) const { return *m_tables.lines[arc]; }
    [[nodiscard]] const Half &half(HalfArc h) const { return m_tables.halves[h]; }
    [[nodiscard]] const Face &face(FaceId face) const { return m_tables.faces[face]; }
    [[nodiscard]] const Boundary &boundary(BoundaryId b) const { return m_tables.boundaries[b]; }
    [[nodiscard]] FaceId left(HalfArc h) const { return boundary(half(h).boundary).face; }
    [[nodiscard]] Label left_label(HalfArc h) const { return face(left(h)).label; }
    [[nodiscard]] LatticePoint place(HalfArc h) const { return m_tables.nodes[half(h).origin].at; }
    [[nodiscard]] HalfArc clockwise(HalfArc h) const { return half(h ^ 1U).next; }
    [[nodiscard]] HalfArc counter_clockwise(HalfArc h) const { return half(h).previous ^ 1U; }
    /// The first segment of a half arc, away from its node.
    [[nodiscard]] Segment leaving(HalfArc h) const;
    /// A half arc that leaves the node at p; no_id when there is no node.
    [[nodiscard]] HalfArc half_at(LatticePoint p) const;
    /// The half arc clockwise before the direction from its node to `towards`: the ground there is on its left.
    [[nodiscard]] HalfArc sector(HalfArc at_node, LatticePoint towards) const;
    /// The face of the ground just east and much less north of p: the border rule of the locator. O(cells to the west).
    [[nodiscard]] FaceId face_at(LatticePoint p) const;
    /// A box that holds all points; it may be larger than the least one once arcs were removed.
    [[nodiscard]] const LatticeBox &bounds() const { return m_bounds; }
    /// The least such box: O(arcs).
    [[nodiscard]] LatticeBox tight_bounds() const;

    template <class Visit> void for_each_half_around(HalfArc start, Visit &&visit) const {
        auto h = start;
        do {
            visit(h);
            h = counter_clockwise(h);
        } while (h != start);
    }
    template <class Visit> void for_each_half_along(BoundaryId b, Visit &&visit) const {
        const auto start = boundary(b).first;
        auto h = start;
        do {
            visit(h);
            h = half(h).next;
        } while (h != start);
    }
    template <class Visit> void for_each_hole(FaceId f, Visit &&visit) const {
        for (auto b = face(f).first_hole; b != no_id; b = boundary(b).next) {
            visit(b);
        }
    }
    /// Calls visit(arc, index, segment) for each segment whose box meets the box; some come several times.
    template <class Visit> void for_each_segment_near(const LatticeBox &box, Visit &&visit) const {
        m_index.for_each_near(box, [&](ArcId arc, std::uint32_t chain) {
            const auto &line = *m_tables.lines[arc];
            if (!line.chain_boxes()[chain].intersects(box)) {
                return;
            }
            const auto first = chain * chain_segments;
            for (auto i = first; i < std::min(first + chain_segments, line.segment_count()); ++i) {
                if (const auto s = line.segment(i); spatial::bounds(s).intersects(box)) {
                    visit(arc, static_cast<std::uint32_t>(i), s);
                }
            }
        });
    }
    /// The holes of a face that may lie within the box, in a stable order; costs the lesser of those holes and the box.
    [[nodiscard]] std::vector<BoundaryId> holes_near(FaceId face, const LatticeBox &box) const;

    /// \name Steps. What they ask for is their caller's duty to have checked.
    ///@{
    /// A line through one face: its ends are nodes or free ground, and it meets nothing in between. Splits the face, joins
    /// components or makes a new one. A new face takes the label of the one it was part of.
    ArcId add(const Line &line);
    /// Removes an arc and joins the faces beside it under one label.
    void remove(ArcId arc, Label label);
    /// Makes a node of the vertex `index` inside the line; the arc keeps its first part. Answers the rest.
    ArcId split(ArcId arc, std::size_t index);
    /// Joins the two arcs that meet at a node, which leaves a vertex; the lower number stays. Answers the one that goes.
    ArcId heal(HalfArc at_node);
    /// Replaces a line by one between the same nodes that can be moved there without passing over any other.
    void replace(ArcId arc, Line line);
    void set_label(FaceId face, Label label);
    ///@}

    /// Ends an operation that began with the last one's end.
    [[nodiscard]] Change commit();
    /// Takes back all steps since.
    void roll_back();
    /// Takes back, or does again, a change whose other end is the present state; else answers false and does nothing.
    [[nodiscard]] bool undo(Change &change);
    [[nodiscard]] bool redo(Change &change);
    /// What became of the faces that a change touched; right after it was made or done again.
    [[nodiscard]] std::vector<FaceChange> face_changes(const Change &change) const;
    /// The tables' changes since the last commit, for checks.
    [[nodiscard]] const SubdivisionTables &tables() const { return m_tables; }
    void count_work(std::size_t work) { m_work += work; }
    [[nodiscard]] std::size_t bytes() const;

  private:
    void take_arcs(const Coverage &coverage);
    void take_boundaries(const Coverage &coverage, const ArcGraph &graph);
    void build_index();
    void set_line(ArcId arc, Line line);
    NodeId node_for(LatticePoint p);
    void set_first(NodeId node, HalfArc first);
    void link(HalfArc from, HalfArc to);
    void attach(HalfArc h, NodeId node, LatticePoint towards);
    HalfArc detach(HalfArc h);
    FaceId add_face(const Face &face);
    void remove_face(FaceId face);
    void add_area(FaceId face, __int128 doubled_area);
    void list_hole(BoundaryId b, FaceId face);
    void unlist_hole(BoundaryId b);
    [[nodiscard]] HalfArc shorter_walk(HalfArc a, HalfArc b);
    [[nodiscard]] __int128 signed_area(HalfArc h) const;
    void give_to_boundary(HalfArc h, BoundaryId b);
    BoundaryId cut_boundary(BoundaryId b, HalfArc x, HalfArc y);
    void split_face(BoundaryId b, HalfArc x, HalfArc y);
    void move_holes(FaceId from, FaceId to, BoundaryId own);
    BoundaryId join_components(BoundaryId a, BoundaryId b);
    BoundaryId join_boundaries(BoundaryId a, BoundaryId b);
    BoundaryId join_faces(BoundaryId left, BoundaryId right, Label label);
    void cut_bridge(BoundaryId b, HalfArc x, HalfArc y);
    [[nodiscard]] Line joined_line(HalfArc keep, HalfArc gone) const;
    void on_line(ArcId arc, const Line &now, const Line &before);
    void on_node(NodeId node, const SubdivisionTables::Node &now, const SubdivisionTables::Node &before);

    SubdivisionTables m_tables;
    SubdivisionCounts m_counts;
    SubdivisionCounts m_counts_before;
    std::unordered_map<std::uint64_t, NodeId> m_node_at;
    LineIndex m_index;
    LatticeBox m_bounds;
    std::uint64_t m_state = 0;
    std::uint64_t m_last_state = 0;
    std::size_t m_work = 0;
};

} // namespace jingwei::spatial
