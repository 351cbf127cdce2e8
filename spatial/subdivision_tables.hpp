#pragma once

#include "spatial/arc_graph.hpp"
#include "spatial/arc_line.hpp"
#include "spatial/logged_array.hpp"

#include <optional>

namespace jingwei::spatial {

using ArcId = std::uint32_t;
using FaceId = FaceIndex;
using NodeId = std::uint32_t;
using BoundaryId = std::uint32_t;
constexpr std::uint32_t no_id = UINT32_MAX;

/// How much of everything there is.
struct SubdivisionCounts {
    std::uint32_t nodes = 0;
    std::uint32_t arcs = 0;
    std::uint32_t faces = 0;      ///< the outside included
    std::uint32_t components = 0; ///< connected sets of arcs
    __int128 doubled_area = 0;    ///< of all faces together, the outside with a negative one: 0 when nothing is lost
    friend bool operator==(const SubdivisionCounts &, const SubdivisionCounts &) = default;
};

/// The tables of a planar subdivision. Everything refers by number; -1 (`no_id`) is nobody.
struct SubdivisionTables {
    struct Half {
        NodeId origin = no_id;
        HalfArc next = no_id; ///< goes on with the same ground on the left
        HalfArc previous = no_id;
        BoundaryId boundary = no_id;
    };
    struct Node {
        LatticePoint at;
        HalfArc first = no_id; ///< one that leaves it; no_id when there is no such node any more
    };
    /// A closed walk with one face on its left: the outline of the face, or the outside of a component that lies in it.
    struct Boundary {
        HalfArc first = no_id; ///< no_id when there is no such boundary any more
        std::uint32_t count = 0;
        FaceId face = no_id;
        bool is_hole = false;
        BoundaryId next = no_id; ///< among the holes of the face
        BoundaryId previous = no_id;
        __int128 doubled_area = 0; ///< > 0 for an outline, <= 0 for a hole
    };
    struct Face {
        bool exists = false;
        Label label = no_label;
        BoundaryId outline = no_id; ///< none for the outside
        BoundaryId first_hole = no_id;
        std::uint32_t hole_count = 0;
        __int128 doubled_area = 0;
    };
    LoggedArray<Line> lines; ///< null when there is no such arc any more
    LoggedArray<Half> halves;
    LoggedArray<Node> nodes;
    LoggedArray<Boundary> boundaries;
    LoggedArray<Face> faces;
};

/// What an operation changed, and all that its inverse needs. Moves forward and back by `Subdivision`.
class Change {
  public:
    [[nodiscard]] std::vector<ArcId> arcs() const;            ///< whose line was made, changed or removed; ascending
    [[nodiscard]] std::vector<FaceId> faces() const;          ///< whose label, area or existence changed; ascending
    [[nodiscard]] std::size_t entry_count() const;            ///< how many entries of tables it replaces
    [[nodiscard]] std::size_t work() const { return m_work; } ///< entries written and segments looked at while it was made
    [[nodiscard]] std::size_t bytes() const;                  ///< without lines that are in use elsewhere
    [[nodiscard]] bool empty() const { return entry_count() == 0; }

  private:
    friend class Subdivision;
    LoggedArray<Line>::Log m_lines;
    LoggedArray<SubdivisionTables::Half>::Log m_halves;
    LoggedArray<SubdivisionTables::Node>::Log m_nodes;
    LoggedArray<SubdivisionTables::Boundary>::Log m_boundaries;
    LoggedArray<SubdivisionTables::Face>::Log m_faces;
    SubdivisionCounts m_other_counts;
    std::uint64_t m_before = 0;
    std::uint64_t m_after = 0;
    std::size_t m_work = 0;
};

/// How a face was and is; nothing where it did not or does not exist.
struct FaceChange {
    struct State {
        Label label = no_label;
        __int128 doubled_area = 0;
    };
    FaceId face = 0;
    std::optional<State> before, after;
};

} // namespace jingwei::spatial
