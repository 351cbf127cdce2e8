#include "data/coverage_rows.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace jingwei::data {

namespace {

using spatial::FaceIndex;
using FaceId = std::int64_t; ///< 0 = outside

/// An arc in the direction that makes its points least, so that the same border is found whichever way it was drawn.
template <class Face> struct Directed {
    std::string key; ///< the points' bytes
    Face left{};
    Face right{};
};

template <class Face> Directed<Face> directed(std::vector<LatticePoint> points, Face left, Face right) {
    if (std::ranges::lexicographical_compare(points.rbegin(), points.rend(), points.begin(), points.end())) {
        std::ranges::reverse(points);
        std::swap(left, right);
    }
    return {{reinterpret_cast<const char *>(points.data()), points.size() * sizeof(LatticePoint)}, left, right};
}

struct OldArc {
    std::int64_t id = 0;
    FaceId left = 0;
    FaceId right = 0;
    bool kept = false;
};

class CoverageWriter {
  public:
    CoverageWriter(Queries &queries, const std::string &theme, std::int64_t edition, const spatial::Coverage &coverage,
                   std::span<const std::int64_t> grid_ids)
        : m_queries(&queries), m_theme(&theme), m_edition(edition), m_coverage(&coverage), m_grid_ids(grid_ids),
          m_face_ids(coverage.face_labels().size(), 0) {}

    void write() {
        read_faces();
        read_arcs();
        keep_faces();
        add_faces();
        write_arcs();
        close_rest();
    }

  private:
    void read_faces() {
        SQLite::Statement &rows = (*m_queries)("current_faces", *m_theme);
        while (rows.executeStep()) {
            m_old_faces.emplace(rows.getColumn(0).getInt64(), rows.getColumn(1).getInt64());
        }
    }

    void read_arcs() {
        SQLite::Statement &rows = (*m_queries)("current_arcs", *m_theme);
        while (rows.executeStep()) {
            const SQLite::Column geom = rows.getColumn(3);
            auto arc = directed<FaceId>(line_of_blob(geom.getBlob(), static_cast<std::size_t>(geom.getBytes())),
                                        rows.getColumn(1).getInt64(), rows.getColumn(2).getInt64());
            m_old_arcs.emplace(std::move(arc.key), OldArc{rows.getColumn(0).getInt64(), arc.left, arc.right});
        }
    }

    [[nodiscard]] Directed<FaceIndex> directed_new(const spatial::Arc &arc) const {
        const auto points = m_coverage->points(arc);
        return directed<FaceIndex>({points.begin(), points.end()}, arc.left, arc.right);
    }

    [[nodiscard]] std::int64_t owner(FaceIndex face) const {
        const spatial::Label label = m_coverage->label(face);
        return label == spatial::no_label ? 0 : m_grid_ids[label];
    }

    /// A new face takes the row of an old one of the same owner across an arc that both have.
    void keep_face(FaceIndex face, FaceId old) {
        if (face == 0 || old == 0 || m_face_ids[face] != 0) {
            return;
        }
        const auto found = m_old_faces.find(old);
        if (found != m_old_faces.end() && found->second == owner(face)) {
            m_face_ids[face] = old;
            m_old_faces.erase(found);
        }
    }

    void keep_faces() {
        if (m_old_arcs.empty()) {
            return;
        }
        for (const spatial::Arc &arc : m_coverage->arcs()) {
            const auto drawn = directed_new(arc);
            if (const auto old = m_old_arcs.find(drawn.key); old != m_old_arcs.end()) {
                keep_face(drawn.left, old->second.left);
                keep_face(drawn.right, old->second.right);
            }
        }
    }

    void add_faces() {
        for (FaceIndex face = 1; face < m_face_ids.size(); ++face) {
            if (m_face_ids[face] == 0) {
                const std::int64_t grid = owner(face);
                const auto id = grid == 0 ? m_queries->find("insert_face", *m_theme, std::nullopt, m_edition)
                                          : m_queries->find("insert_face", *m_theme, grid, m_edition);
                m_face_ids[face] = id.value();
            }
        }
    }

    void write_arcs() {
        for (const spatial::Arc &arc : m_coverage->arcs()) {
            if (!keep_arc(arc)) {
                m_queries->run("insert_arc", *m_theme, m_face_ids[arc.left], m_face_ids[arc.right], m_edition,
                               line_blob(m_coverage->points(arc)));
            }
        }
    }

    bool keep_arc(const spatial::Arc &arc) {
        if (m_old_arcs.empty()) {
            return false;
        }
        const auto drawn = directed_new(arc);
        const auto old = m_old_arcs.find(drawn.key);
        if (old == m_old_arcs.end() || old->second.left != m_face_ids[drawn.left] ||
            old->second.right != m_face_ids[drawn.right]) {
            return false;
        }
        old->second.kept = true;
        return true;
    }

    void close_rest() {
        for (const auto &[key, arc] : m_old_arcs) {
            if (!arc.kept) {
                m_queries->run("close_arc", arc.id, m_edition);
            }
        }
        for (const auto &[face, grid] : m_old_faces) {
            m_queries->run("close_face", face, m_edition);
        }
    }

    Queries *m_queries;
    const std::string *m_theme;
    std::int64_t m_edition;
    const spatial::Coverage *m_coverage;
    std::span<const std::int64_t> m_grid_ids;
    std::vector<FaceId> m_face_ids;                       ///< by face; 0 = not yet known, and outside
    std::unordered_map<FaceId, std::int64_t> m_old_faces; ///< not yet taken: face -> grid, 0 = nobody
    std::unordered_map<std::string, OldArc> m_old_arcs;
};

} // namespace

void write_coverage(Queries &queries, const std::string &theme, std::int64_t edition, const spatial::Coverage &coverage,
                    std::span<const std::int64_t> grid_ids) {
    CoverageWriter(queries, theme, edition, coverage, grid_ids).write();
}

} // namespace jingwei::data
