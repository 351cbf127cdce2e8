#include "spatial/segment_diagram.hpp"

#include <boost/polygon/voronoi_builder.hpp>
#include <deque>

namespace jingwei::spatial {
namespace {

namespace polygon = boost::polygon;
using SiteEvent = polygon::detail::site_event<std::int32_t>;

Site to_site(const SiteEvent &event) {
    const auto segment = static_cast<std::uint32_t>(event.initial_index());
    switch (event.source_category()) {
    case polygon::SOURCE_CATEGORY_SEGMENT_START_POINT:
        return {segment, Site::Part::start};
    case polygon::SOURCE_CATEGORY_SEGMENT_END_POINT:
        return {segment, Site::Part::end};
    default:
        return {segment, Site::Part::between};
    }
}

/// Takes what the sweep finds, under the names that Boost calls: the sites of each border, and each vertex with the two
/// borders that end there and the one that starts. A border is handed back by the address of its open end.
class Recorder {
  public:
    using Ends = std::pair<void *, void *>;

    explicit Recorder(SegmentDiagram &diagram) : m_diagram(diagram) {}

    // NOLINTBEGIN(readability-identifier-naming): the names are Boost's
    void _reserve(std::size_t sites) { m_diagram.vertices.reserve(2 * sites); }
    void _process_single_site(const SiteEvent & /*site*/) {}

    Ends _insert_new_edge(const SiteEvent &left, const SiteEvent &right) {
        auto &border = m_borders.emplace_back(CellBorder{{to_site(left), to_site(right)}});
        return {&border.ends[0], &border.ends[1]};
    }

    template <class Circle>
    Ends _insert_new_edge(const SiteEvent &left, const SiteEvent &right, const Circle &circle, void *end, void *other_end) {
        const auto vertex = static_cast<std::uint32_t>(m_diagram.vertices.size());
        m_diagram.vertices.push_back({circle.x(), circle.y()});
        *static_cast<std::uint32_t *>(end) = vertex;
        *static_cast<std::uint32_t *>(other_end) = vertex;
        auto &border = m_borders.emplace_back(CellBorder{{to_site(left), to_site(right)}, {no_vertex, vertex}});
        return {&border.ends[0], &border.ends[1]};
    }

    void _build() { m_diagram.borders.assign(m_borders.begin(), m_borders.end()); }
    // NOLINTEND(readability-identifier-naming)

  private:
    SegmentDiagram &m_diagram;
    std::deque<CellBorder> m_borders; ///< stay where they are
};

} // namespace

SegmentDiagram segment_diagram(std::span<const Segment> segments) {
    polygon::default_voronoi_builder builder;
    for (const auto &s : segments) {
        builder.insert_segment(s.a.x, s.a.y, s.b.x, s.b.y);
    }
    SegmentDiagram diagram;
    Recorder recorder(diagram);
    builder.construct(&recorder);
    return diagram;
}

SegmentDiagram point_diagram(std::span<const LatticePoint> points) {
    polygon::default_voronoi_builder builder;
    for (const auto p : points) {
        builder.insert_point(p.x, p.y);
    }
    SegmentDiagram diagram;
    Recorder recorder(diagram);
    builder.construct(&recorder);
    return diagram;
}

} // namespace jingwei::spatial
