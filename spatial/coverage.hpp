#pragma once

#include "spatial/polygon.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace jingwei::spatial {

/// Who owns a piece of ground: an index into the caller's array of units; 0 is nobody.
using Label = std::uint32_t;
constexpr Label no_label = 0;

using ArcIndex = std::uint32_t;
using FaceIndex = std::uint32_t;

/// A shared border between two nodes, stored once. Its points run from node to node (a closed arc has first == last).
struct Arc {
    std::uint32_t first_point = 0;
    std::uint32_t point_count = 0;
    FaceIndex left = 0;
    FaceIndex right = 0;
    friend bool operator==(const Arc &, const Arc &) = default;
};

/// An immutable partition of the ground into labelled faces, on the lattice. Face 0 is everything outside and carries
/// no_label, as does every enclosed face that belongs to nobody. Faces are connected; a unit of several parts has several.
/// A gap or an overlap cannot be represented. Immutable, so any number of threads may read it.
class Coverage {
  public:
    Coverage() = default;
    /// `points` holds the arcs' points one after another; `face_labels[0]` must be no_label. Takes what it is given:
    /// `find_violations` tells whether it is a coverage.
    Coverage(std::vector<LatticePoint> points, std::vector<Arc> arcs, std::vector<Label> face_labels);

    [[nodiscard]] std::span<const Arc> arcs() const { return m_arcs; }
    [[nodiscard]] std::span<const LatticePoint> points(const Arc &arc) const {
        return std::span(m_points).subspan(arc.first_point, arc.point_count);
    }
    /// The points of all arcs, one arc after another; `Arc::first_point` indexes it.
    [[nodiscard]] std::span<const LatticePoint> all_points() const { return m_points; }
    [[nodiscard]] std::span<const Label> face_labels() const { return m_face_labels; }
    [[nodiscard]] Label label(FaceIndex face) const { return m_face_labels[face]; }
    [[nodiscard]] Label left_label(const Arc &arc) const { return m_face_labels[arc.left]; }
    [[nodiscard]] Label right_label(const Arc &arc) const { return m_face_labels[arc.right]; }
    [[nodiscard]] const LatticeBox &bounds() const { return m_bounds; }
    [[nodiscard]] std::size_t segment_count() const { return m_points.size() - m_arcs.size(); }
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] bool empty() const { return m_arcs.empty(); }

  private:
    std::vector<LatticePoint> m_points;
    std::vector<Arc> m_arcs;
    std::vector<Label> m_face_labels{no_label};
    LatticeBox m_bounds;
};

/// The outlines of groups of labels. `group_of_label[l]` is the group that label l belongs to (0 = none; no_label's entry
/// is ignored and taken as 0). Answers one MultiPolygon a group, index 0 empty; borders inside a group are dissolved. Rings
/// touch at most at points; parts and holes are in a stable order. A hierarchy is drawn by calling this with each level's
/// ancestors.
[[nodiscard]] std::vector<MultiPolygon> outlines(const Coverage &coverage, std::span<const Label> group_of_label,
                                                 std::size_t group_count);

/// SHA-256 over the sorted unit segments (lower end first, left code, right code): independent of ids, of splits and of
/// order. `codes[label]` is the unit's code; codes[0] is "". Segments between equal codes are left out.
[[nodiscard]] std::array<std::uint8_t, 32> content_hash(const Coverage &coverage, std::span<const std::string> codes);

} // namespace jingwei::spatial
