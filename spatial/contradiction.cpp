#include "spatial/contradiction.hpp"

#include "spatial/arrangement.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

bool may_hold(const Noding &noding, const NodedRing &ring, LatticePoint place) {
    LatticeBox box;
    std::ranges::for_each(ring.vertices, [&](std::uint32_t v) { box.add(noding.points[v]); });
    return box.contains(place);
}

/// The faces that the rings around a place cut it into, with their claimants.
Arrangement arrange_around(const Noding &noding, LatticePoint place) {
    auto points = noding.points;
    std::vector<Strand> strands;
    RingTags tags;
    for (const auto &ring : noding.rings) {
        tags.label_of_polygon.resize(std::max<std::size_t>(tags.label_of_polygon.size(), ring.polygon + std::size_t{1}));
        tags.label_of_polygon[ring.polygon] = ring.label;
        if (may_hold(noding, ring, place)) {
            add_strands(ring, strands);
        }
    }
    static_cast<void>(snap_round(points, strands));
    return arrange(points, strands, tags);
}

} // namespace

Defect name_contradiction(const Noding &noding, std::span<const Suspicion> suspicions) {
    const auto &[place, a, b] = suspicions.front();
    const auto around = arrange_around(noding, place);
    const auto overlap = std::ranges::find_if(around.claims, [](const auto &claimants) { return claimants.size() > 1; });
    if (overlap != around.claims.end()) {
        return {DefectKind::overlap, place, 0, 0, (*overlap)[0], (*overlap)[1]};
    }
    const auto own = around.conflicts.empty() ? std::max(a, b) : around.conflicts.front().label;
    return {DefectKind::invalid_ring, place, 0, 0, own, no_label};
}

} // namespace jingwei::spatial
