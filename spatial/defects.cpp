#include "spatial/defects.hpp"

#include "spatial/clean_owners.hpp"
#include "spatial/error.hpp"
#include "spatial/face_outlines.hpp"
#include "spatial/measure.hpp"
#include "spatial/nesting.hpp"
#include "spatial/overlap_pairs.hpp"
#include "spatial/repeated_ground.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace jingwei::spatial {
namespace {

/// What rounding a crossing to the lattice may leave of a shared border, in square units.
constexpr double area_noise_units2 = 0.5;
/// A file with more says nothing new, and every pair could overlap.
constexpr std::size_t max_named_overlaps = 10'000;
/// Where all lie over all, the borders of each pair's common ground are as long as all borders: then fewer are named.
constexpr std::size_t surely_named_overlaps = 2'000;
constexpr std::size_t max_followed_arcs = 8'000'000;

double units2(__int128 doubled_area) {
    return static_cast<double>(doubled_area) / 2;
}

/// Ground of one unit that several of its parts hold.
struct SharedByParts {
    __int128 doubled_area = 0;
    __int128 largest = 0;
    FaceIndex face = 0; ///< the largest
};

class DefectFinder {
  public:
    DefectFinder(const Noding &noding, BuildResult &result, const StopCheck &stop)
        : m_noding(noding), m_result(result), m_stop(stop) {}

    void run(bool classify) {
        take_repeated_grounds();
        take_strands();
        try {
            const auto snapped = snap_round(m_points, m_strands, Unnoded::all, m_stop);
            m_result.effort.candidates += snapped.candidates + snapped.crossings;
            m_arrangement = arrange(m_points, m_strands, m_tags);
        } catch (const Error &error) { // lines or polygons lie on each other beyond all measure
            if (error.code() != ErrorCode::bad_data) {
                throw;
            }
            m_result.defects.insert(m_result.defects.end(), m_overlaps.begin(), m_overlaps.end());
            return;
        }
        name_own_conflicts();
        name_overlaps();
        if (classify) {
            classify_enclosed(enclosed(), m_result);
        }
    }

  private:
    void take_repeated_grounds() {
        const auto repeated = find_repeated_grounds(m_noding);
        for (const auto &[first, again] : repeated) {
            m_repeated.insert(again);
        }
        std::map<Label, OpenGround> measured;
        const auto named = std::min(repeated.size(), max_named_overlaps);
        for (const auto &[first, again] : std::span(repeated).first(named)) {
            m_stop.ask();
            auto &ground = measured[first];
            if (ground.ground.empty()) {
                ground = measure_ground(ground_of(m_noding, first));
            }
            m_overlaps.push_back({DefectKind::overlap, ground.place, ground.area_m2, ground.width_m, first, again});
        }
        m_result.unnamed_overlaps += repeated.size() - named;
    }

    void take_strands() {
        m_points = m_noding.points;
        std::uint32_t polygons = 0;
        for (const auto &ring : m_noding.rings) {
            polygons = std::max(polygons, ring.polygon + 1);
            m_first_loop = std::max(m_first_loop, ring.label + 1);
        }
        m_tags.label_of_polygon.resize(polygons);
        for (const auto &ring : m_noding.rings) {
            m_tags.label_of_polygon[ring.polygon] = ring.label;
            if (!m_repeated.contains(ring.label)) {
                add_strands(ring, m_strands);
            }
        }
        take_loops();
        join_strands(m_strands);
    }

    /// What rings loop around beside a spike, each as a polygon with a label of its own.
    void take_loops() {
        if (m_noding.loops.empty()) {
            return;
        }
        PointNumbers numbers(m_points.size());
        std::vector<LatticePoint> points;
        for (const auto p : m_points) {
            m_number_of.push_back(numbers.number(p, points));
        }
        for (auto &strand : m_strands) {
            const auto a = m_number_of[strand.a];
            const auto b = m_number_of[strand.b];
            strand = a < b ? Strand{a, b, strand.tag, strand.net} : Strand{b, a, strand.tag, -strand.net};
        }
        for (std::uint32_t i = 0; i < m_noding.loops.size(); ++i) {
            NodedRing ring{m_first_loop + i, static_cast<std::uint32_t>(m_tags.label_of_polygon.size()), {}, false};
            for (const auto p : m_noding.loops[i].polygon.outer) {
                ring.vertices.push_back(numbers.number(p, points));
            }
            m_tags.label_of_polygon.push_back(ring.label);
            add_strands(ring, m_strands);
        }
        m_points = std::move(points);
    }

    void name_own_conflicts() {
        std::map<std::uint32_t, FaceIndex> wrong; // by polygon, with the first face that shows it
        std::map<Label, SharedByParts> shared;
        const auto areas =
            m_arrangement.conflicts.empty() ? std::vector<__int128>{} : doubled_face_areas(m_arrangement.coverage);
        for (const auto &[face, label, kind, polygon] : m_arrangement.conflicts) {
            if (label >= m_first_loop) {
                continue;
            }
            if (kind != OwnConflictKind::shared_by_parts) {
                wrong.try_emplace(polygon, face);
                continue;
            }
            auto &parts = shared[label];
            parts.doubled_area += areas[face];
            if (areas[face] > parts.largest) {
                parts.largest = areas[face];
                parts.face = face;
            }
        }
        name_wrong_rings(wrong);
        name_shared(shared);
    }

    void name_wrong_rings(const std::map<std::uint32_t, FaceIndex> &wrong) {
        const auto places = crossing_places(wrong);
        for (const auto &[polygon, face] : wrong) {
            m_result.defects.push_back(
                {DefectKind::invalid_ring, places.at(polygon), 0, 0, m_tags.label_of_polygon[polygon], no_label});
        }
    }

    using PolygonPoint = std::pair<std::uint32_t, LatticePoint>;

    /// How many lines of each wrong polygon end in a point, as an ascending list of the ends.
    [[nodiscard]] std::vector<PolygonPoint> ends_of(const std::map<std::uint32_t, FaceIndex> &wrong) const {
        std::vector<PolygonPoint> ends;
        for (const auto &strand : m_strands) {
            if (wrong.contains(strand.tag / 2)) {
                ends.emplace_back(strand.tag / 2, m_points[strand.a]);
                ends.emplace_back(strand.tag / 2, m_points[strand.b]);
            }
        }
        std::ranges::sort(ends);
        return ends;
    }

    /// At each polygon's wrong face the node in which most of its own lines meet.
    [[nodiscard]] std::map<std::uint32_t, LatticePoint> crossing_places(const std::map<std::uint32_t, FaceIndex> &wrong) const {
        std::map<std::uint32_t, LatticePoint> places;
        if (wrong.empty()) {
            return places;
        }
        const auto ends = ends_of(wrong);
        std::multimap<FaceIndex, std::uint32_t> polygons;
        std::ranges::for_each(wrong, [&](const auto &entry) { polygons.emplace(entry.second, entry.first); });
        std::map<std::uint32_t, std::size_t> most;
        for (const auto &arc : m_arrangement.coverage.arcs()) {
            const auto points = m_arrangement.coverage.points(arc);
            for (const auto face : {arc.left, arc.right}) {
                for (auto [at, last] = polygons.equal_range(face); at != last; ++at) {
                    for (const auto p : {points.front(), points.back()}) {
                        const auto lines = std::ranges::equal_range(ends, PolygonPoint(at->second, p)).size();
                        auto &best = most[at->second];
                        if (lines > best || !places.contains(at->second)) {
                            best = lines;
                            places[at->second] = p;
                        }
                    }
                }
            }
        }
        return places;
    }

    void name_shared(const std::map<Label, SharedByParts> &shared) {
        std::vector<FaceIndex> faces;
        std::ranges::transform(shared, std::back_inserter(faces), [](const auto &entry) { return entry.second.face; });
        const auto grounds = measure_faces_once(m_arrangement.coverage, faces);
        for (const auto &[label, parts] : shared) {
            const auto &ground = grounds.at(parts.face);
            const double whole = units2(parts.doubled_area) / units2(parts.largest);
            m_result.defects.push_back(
                {DefectKind::overlap, ground.place, ground.area_m2 * whole, ground.width_m, label, label});
        }
    }

    [[nodiscard]] std::map<FaceIndex, OpenGround> measure_faces_once(const Coverage &coverage,
                                                                     std::vector<FaceIndex> faces) const {
        std::ranges::sort(faces);
        const auto rest = std::ranges::unique(faces);
        faces.erase(rest.begin(), rest.end());
        std::map<FaceIndex, OpenGround> grounds;
        for (auto &ground : measure_faces(coverage, faces, m_stop)) {
            grounds.emplace(ground.face, std::move(ground));
        }
        return grounds;
    }

    void name_overlaps() {
        const auto pairs = find_overlap_pairs(m_arrangement, m_first_loop, most_named(), m_stop);
        m_result.effort.candidates += pairs.steps;
        m_result.unnamed_overlaps += pairs.others;
        const bool is_thin = m_result.defects.empty() && m_overlaps.empty() &&
                             std::ranges::all_of(pairs.named, [](const PairOverlap &pair) { return is_noise(pair); });
        std::set<std::tuple<Label, Label, LatticePoint>> told;
        std::vector<Defect> doubtful;
        for (const auto &pair : pairs.named) {
            const auto &ground = pair.ground;
            if (is_noise(pair) && !is_thin) {
                continue;
            }
            if (pair.b < m_first_loop) {
                m_overlaps.push_back({DefectKind::overlap, ground.place, ground.area_m2, ground.width_m, pair.a, pair.b});
            } else if (const auto looper = m_noding.loops[pair.b - m_first_loop].label;
                       looper != pair.a && told.emplace(looper, pair.a, ground.place).second) {
                doubtful.push_back(
                    {DefectKind::doubtful_overlap, ground.place, ground.area_m2, ground.width_m, looper, pair.a});
            }
        }
        std::ranges::stable_sort(m_overlaps, {}, [](const Defect &d) { return std::pair(d.a, d.b); });
        m_result.defects.insert(m_result.defects.end(), m_overlaps.begin(), m_overlaps.end());
        m_result.defects.insert(m_result.defects.end(), doubtful.begin(), doubtful.end());
    }

    [[nodiscard]] std::size_t most_named() const {
        const auto arcs = std::max<std::size_t>(1, m_arrangement.coverage.arcs().size());
        return std::clamp(max_followed_arcs / arcs, surely_named_overlaps, max_named_overlaps);
    }

    static bool is_noise(const PairOverlap &pair) { return units2(pair.doubled_area) <= area_noise_units2; }

    /// The enclosed ground that no unit claims.
    [[nodiscard]] MultiPolygon enclosed() const {
        std::vector<Label> labels;
        for (const auto list : m_arrangement.coverage.face_labels()) {
            const auto &claims = m_arrangement.claims[list];
            labels.push_back(claims.empty() || claims.front() >= m_first_loop ? no_label : 1);
        }
        return enclosed_nobody(relabel(m_arrangement.coverage, labels));
    }

    const Noding &m_noding;
    BuildResult &m_result;
    const StopCheck &m_stop;
    std::set<Label> m_repeated;
    std::vector<Defect> m_overlaps;
    std::vector<LatticePoint> m_points;
    std::vector<std::uint32_t> m_number_of; ///< of the noding's points
    std::vector<Strand> m_strands;
    RingTags m_tags;
    Label m_first_loop = 1; ///< labels from here on are loops beside spikes
    Arrangement m_arrangement;
};

/// Where a contradiction is thinner than the lattice can tell: the units whose borders pass the place.
Defect name_contradiction(const Noding &noding, const Suspicion &suspicion) {
    const auto &[place, a, b] = suspicion;
    std::set<Label> near;
    for (const auto &ring : noding.rings) {
        auto before = noding.points[ring.vertices.back()];
        for (const auto v : ring.vertices) {
            const auto at = noding.points[v];
            if (is_within(place, {before, at}, 1)) {
                near.insert(ring.label);
            }
            before = at;
        }
    }
    if (near.size() > 1) {
        return {DefectKind::overlap, place, 0, 0, *near.begin(), *std::next(near.begin())};
    }
    return {DefectKind::invalid_ring, place, 0, 0, near.empty() ? std::max(a, b) : *near.begin(), no_label};
}

} // namespace

void find_defects(const Noding &noding, std::span<const Suspicion> suspicions, bool classify, BuildResult &result,
                  const StopCheck &stop) {
    DefectFinder(noding, result, stop).run(classify);
    if (result.defects.empty() && !suspicions.empty()) {
        result.defects.push_back(name_contradiction(noding, suspicions.front()));
    }
}

MultiPolygon enclosed_nobody(const Coverage &coverage) {
    std::vector<Label> groups(coverage.face_labels().size(), 0);
    bool any = false;
    for (FaceIndex f = 1; f < groups.size(); ++f) {
        groups[f] = coverage.label(f) == no_label ? 1 : 0;
        any |= groups[f] != 0;
    }
    return any ? face_outlines(coverage, groups, 2)[1] : MultiPolygon{};
}

void classify_enclosed(const MultiPolygon &enclosed, BuildResult &result) {
    for (const auto &polygon : enclosed) {
        const double area = geodesic_area_m2({polygon});
        const double width = inscribed_width_m(polygon);
        const auto place = label_point({polygon});
        if (is_meant_hole(width, area)) {
            result.notes.push_back({.kind = NoteKind::hole, .count = 1, .place = place, .area_m2 = area, .width_m = width});
        } else {
            result.defects.push_back({DefectKind::gap, place, area, width, no_label, no_label});
        }
    }
}

} // namespace jingwei::spatial
