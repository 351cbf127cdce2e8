#pragma once

#include "spatial/coverage_editor.hpp"

#include <functional>
#include <map>

namespace jingwei::spatial {

/// Nodes one sketch into a subdivision by local snap rounding and adds the pieces as arcs. A refusal leaves steps behind that
/// its caller rolls back.
class SketchNoder {
  public:
    /// `refuse_bend(arc, place)` says whether rounding may bend an arc there.
    using RefuseBend = std::function<std::optional<Refusal>(ArcId, LatticePoint)>;
    SketchNoder(Subdivision &ground, const SketchOptions &options, RefuseBend refuse_bend)
        : m_ground(ground), m_options(options), m_refuse_bend(std::move(refuse_bend)) {}

    [[nodiscard]] std::optional<Refusal> run(std::span<const LatticePoint> sketch);
    [[nodiscard]] const std::vector<ArcId> &arcs() const { return m_arcs; }
    [[nodiscard]] const std::vector<LatticePoint> &path() const { return m_path; }
    [[nodiscard]] std::size_t bent() const { return m_bent; }
    /// Places that were made nodes and may have stayed without an arc.
    [[nodiscard]] const std::vector<LatticePoint> &made_nodes() const { return m_made_nodes; }
    /// Vertices that borders got where the sketch meets them.
    [[nodiscard]] std::vector<LatticePoint> take_made_vertices() { return std::move(m_made_vertices); }

  private:
    using Path = std::vector<LatticePoint>;
    struct Bend {
        std::size_t segment;
        LatticePoint place;
        friend auto operator<=>(const Bend &, const Bend &) = default;
    };
    using Bends = std::map<ArcId, std::vector<Bend>>;
    /// A part of the path from one border to the next, by the indexes of its ends.
    struct Piece {
        std::size_t first, last;
    };

    [[nodiscard]] std::optional<Refusal> take(std::span<const LatticePoint> sketch);
    template <class Visit> void for_each_near(const LatticeBox &box, Visit &&visit);
    /// Whether a unit lies beside an arc; of no unit in particular, one always does.
    [[nodiscard]] bool lies_beside(ArcId arc, Label unit) const;
    [[nodiscard]] bool is_vertex(LatticePoint p);
    /// Whether an end may be cut back to a point.
    [[nodiscard]] bool is_goal(LatticePoint p);
    [[nodiscard]] bool is_segment(LatticePoint a, LatticePoint b);
    [[nodiscard]] LatticePoint snapped(LatticePoint p);
    [[nodiscard]] std::optional<Refusal> node();
    [[nodiscard]] Path hits_on(const Segment &s, Bends &bends);
    [[nodiscard]] std::optional<Refusal> bend(ArcId arc, std::vector<Bend> bends);
    [[nodiscard]] bool lead_ends();
    [[nodiscard]] std::optional<LatticePoint> lead_from(LatticePoint end);
    [[nodiscard]] bool overshoots(bool at_back);
    [[nodiscard]] std::optional<Refusal> refuse_repetition() const;
    void start_on_border();
    [[nodiscard]] std::vector<Piece> pieces();
    void make_node(LatticePoint p);
    [[nodiscard]] bool is_wanted(const Piece &piece);
    [[nodiscard]] std::optional<Refusal> refuse_dangling(const Piece &piece, bool &trimmed);
    [[nodiscard]] std::optional<Refusal> add(const Piece &piece);
    [[nodiscard]] std::optional<Refusal> add_if_wanted(const Piece &piece);

    Subdivision &m_ground;
    const SketchOptions &m_options;
    RefuseBend m_refuse_bend;
    Path m_path;
    std::vector<ArcId> m_arcs;
    std::size_t m_bent = 0;
    std::vector<LatticePoint> m_made_nodes, m_made_vertices;
};

} // namespace jingwei::spatial
