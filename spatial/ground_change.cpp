#include "spatial/ground_change.hpp"

#include "spatial/arrangement.hpp"
#include "spatial/clean_owners.hpp"
#include "spatial/ring_intake.hpp"
#include "spatial/sided_line.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace jingwei::spatial {
namespace {

/// Who has a face before and after.
struct Owners {
    Label from = no_label, to = no_label;
    [[nodiscard]] bool moved() const { return from != to; }
};

std::int64_t least_length(const Ring &ring) {
    std::int64_t length = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[i + 1 == ring.size() ? 0 : i + 1];
        length += std::max(std::abs(std::int64_t{a.x} - b.x), std::abs(std::int64_t{a.y} - b.y));
    }
    return length;
}

/// Whether a part is on average less than two units wide: half of its outline is its length.
bool is_sliver(const Polygon &part) {
    auto area = doubled_area(part.outer);
    auto length = least_length(part.outer);
    for (const auto &hole : part.holes) {
        area += doubled_area(hole);
        length += least_length(hole);
    }
    return area <= 2 * static_cast<__int128>(length);
}

/// The faces of two partitions laid over each other.
class Overlaid {
  public:
    Overlaid(std::span<const LabelledPolygon> before, std::span<const LabelledPolygon> after)
        : m_all(before.begin(), before.end()) {
        for (const auto &[label, polygon] : m_all) {
            m_first_after = std::max(m_first_after, label + 1);
        }
        for (const auto &[label, polygon] : after) {
            m_all.push_back({m_first_after + label, polygon});
        }
        arrange_all();
    }

    GroundChanges run() {
        if (m_arrangement.coverage.empty()) {
            return {};
        }
        add_areas();
        add_grounds();
        add_borders();
        return std::move(m_changes);
    }

  private:
    void arrange_all() {
        auto rings = take_rings(m_all);
        std::vector<Strand> strands;
        for (const auto &ring : rings.rings) {
            add_strands(ring, strands);
        }
        RingTags tags;
        std::ranges::transform(m_all, std::back_inserter(tags.label_of_polygon), &LabelledPolygon::label);
        snap_round(rings.points, strands);
        m_arrangement = arrange(rings.points, strands, tags);
        for (const auto &claims : m_arrangement.claims) {
            Owners owners;
            for (const Label claim : claims) {
                (claim < m_first_after ? owners.from : owners.to) = claim < m_first_after ? claim : claim - m_first_after;
            }
            m_owners.push_back(owners);
        }
    }

    [[nodiscard]] const Owners &owners_of(FaceIndex face) const { return m_owners[m_arrangement.coverage.label(face)]; }

    void add_areas() {
        const auto areas = doubled_face_areas(m_arrangement.coverage);
        std::map<std::pair<Label, Label>, __int128> moved;
        std::map<Label, __int128> kept;
        for (FaceIndex face = 1; face < areas.size(); ++face) {
            const auto &owners = owners_of(face);
            (owners.moved() ? moved[{owners.from, owners.to}] : kept[owners.from]) += areas[face];
        }
        kept.erase(no_label);
        for (const auto &[pair, area] : moved) {
            m_changes.moved.push_back({pair.first, pair.second, area, {}});
        }
        m_changes.kept.assign(kept.begin(), kept.end());
    }

    [[nodiscard]] GroundChange *change_of(const Owners &owners) {
        const auto pair = std::pair(owners.from, owners.to);
        const auto found = std::ranges::lower_bound(
            m_changes.moved, pair, {}, [](const GroundChange &change) { return std::pair(change.from, change.to); });
        return found == m_changes.moved.end() ? nullptr : &*found;
    }

    void add_grounds() {
        std::vector<Label> groups(m_owners.size(), no_label);
        for (Label claims = 1; claims < groups.size(); ++claims) {
            if (m_owners[claims].moved()) {
                groups[claims] = static_cast<Label>(change_of(m_owners[claims]) - m_changes.moved.data()) + 1;
            }
        }
        auto grounds = outlines(m_arrangement.coverage, groups, m_changes.moved.size() + 1);
        for (std::size_t i = 0; i < m_changes.moved.size(); ++i) {
            m_changes.moved[i].ground = std::move(grounds[i + 1]);
            std::erase_if(m_changes.moved[i].ground, is_sliver);
        }
    }

    /// Faces that changed hands and are slivers: their borders are those of the ground beside them.
    [[nodiscard]] std::vector<bool> sliver_faces() const {
        const auto &coverage = m_arrangement.coverage;
        const auto areas = doubled_face_areas(coverage);
        std::vector<std::int64_t> lengths(areas.size(), 0);
        for (const Arc &arc : coverage.arcs()) {
            const auto points = coverage.points(arc);
            for (std::size_t i = 1; i < points.size(); ++i) {
                const auto length = std::max(std::abs(std::int64_t{points[i].x} - points[i - 1].x),
                                             std::abs(std::int64_t{points[i].y} - points[i - 1].y));
                lengths[arc.left] += length;
                lengths[arc.right] += length;
            }
        }
        std::vector<bool> slivers(areas.size(), false);
        for (FaceIndex face = 1; face < areas.size(); ++face) {
            slivers[face] = owners_of(face).moved() && areas[face] <= 2 * static_cast<__int128>(lengths[face]);
        }
        return slivers;
    }

    void add_borders() {
        const auto &coverage = m_arrangement.coverage;
        const auto slivers = sliver_faces();
        for (const Arc &arc : coverage.arcs()) {
            const auto &left = owners_of(arc.left);
            const auto &right = owners_of(arc.right);
            const bool was = left.from != right.from;
            const bool is = left.to != right.to;
            if (was == is || slivers[arc.left] || slivers[arc.right]) {
                continue;
            }
            const auto points = coverage.points(arc);
            m_changes.borders.push_back({.points = {points.begin(), points.end()},
                                         .left = is ? left.to : left.from,
                                         .right = is ? right.to : right.from,
                                         .is_new = is});
        }
    }

    std::vector<LabelledPolygon> m_all; ///< labels from m_first_after on: those after
    Label m_first_after = 1;
    Arrangement m_arrangement;
    std::vector<Owners> m_owners; ///< by number of claims
    GroundChanges m_changes;
};

using Side = SidedLine<LatticePoint, Label>;

/// The borders of a coverage, from their lesser end, with common labels. Their points lie in `turned` where they were turned.
std::vector<Side> border_lines(const Coverage &coverage, const std::function<Label(Label)> &common,
                               std::vector<std::vector<LatticePoint>> &turned) {
    std::vector<Side> lines;
    for (const Arc &arc : coverage.arcs()) {
        const Side line{coverage.points(arc), common(coverage.left_label(arc)), common(coverage.right_label(arc))};
        if (line.left == line.right) {
            continue;
        }
        if (line.points.front() < line.points.back()) {
            lines.push_back(line);
        } else {
            turned.emplace_back(line.points.rbegin(), line.points.rend());
            lines.push_back({turned.back(), line.right, line.left});
        }
    }
    return lines;
}

/// A piece of a border: from its lesser end, who is on its left and right.
struct Piece {
    LatticePoint low, high;
    Label left = no_label, right = no_label;
    friend auto operator<=>(const Piece &, const Piece &) = default;
};

std::vector<Piece> pieces_of(std::span<const Side> lines) {
    std::vector<Piece> pieces;
    for (const Side &line : lines) {
        for (std::size_t i = 1; i < line.points.size(); ++i) {
            const auto a = line.points[i - 1];
            const auto b = line.points[i];
            pieces.push_back(a < b ? Piece{a, b, line.left, line.right} : Piece{b, a, line.right, line.left});
        }
    }
    std::ranges::sort(pieces);
    return pieces;
}

/// Marks the units beside a line that only one of two coverages has. Most lines are the same in both as a whole; what is left
/// is compared piece by piece, so that it does not matter where arcs begin.
class Touched {
  public:
    Touched(const Coverage &before, const Coverage &after, CommonLabels common) {
        std::vector<std::vector<LatticePoint>> turned;
        turned.reserve(before.arcs().size() + after.arcs().size());
        const auto old_lines = border_lines(
            before, [](Label label) { return label; }, turned);
        const auto new_lines = border_lines(
            after, [&](Label label) { return common[label]; }, turned);
        const LineDifference<Side> changed(old_lines, new_lines);
        const auto gone = pieces_of(changed.gone);
        const auto come = pieces_of(changed.come);
        std::vector<Piece> only;
        std::ranges::set_symmetric_difference(gone, come, std::back_inserter(only));
        for (const Piece &piece : only) {
            mark(piece.left);
            mark(piece.right);
        }
    }
    [[nodiscard]] bool has(Label label) const { return label < m_marks.size() && m_marks[label]; }

  private:
    void mark(Label label) {
        if (label != no_label) {
            m_marks.resize(std::max(m_marks.size(), std::size_t{label} + 1), false);
            m_marks[label] = true;
        }
    }
    std::vector<bool> m_marks;
};

/// The polygons of the units that are wanted.
std::vector<LabelledPolygon> polygons_of(const Coverage &coverage, const std::function<Label(Label)> &common,
                                         const Touched &touched) {
    Label count = 1;
    std::ranges::for_each(coverage.face_labels(), [&](Label label) { count = std::max(count, label + 1); });
    std::vector<Label> groups(count, no_label);
    for (Label label = 1; label < count; ++label) {
        groups[label] = touched.has(common(label)) ? label : no_label;
    }
    std::vector<LabelledPolygon> polygons;
    auto grounds = outlines(coverage, groups, count);
    for (Label label = 1; label < count; ++label) {
        for (auto &part : grounds[label]) {
            polygons.push_back({common(label), std::move(part)});
        }
    }
    return polygons;
}

} // namespace

GroundChanges find_ground_changes(std::span<const LabelledPolygon> before, std::span<const LabelledPolygon> after) {
    return Overlaid(before, after).run();
}

GroundChanges find_ground_changes(const Coverage &before, const Coverage &after, CommonLabels common) {
    const Touched touched(before, after, common);
    return find_ground_changes(polygons_of(
                                   before, [](Label label) { return label; }, touched),
                               polygons_of(
                                   after, [&](Label label) { return common[label]; }, touched));
}

} // namespace jingwei::spatial
