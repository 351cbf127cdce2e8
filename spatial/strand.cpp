#include "spatial/strand.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace jingwei::spatial {
namespace {

void sort_strands(std::vector<Strand> &strands) {
    std::uint32_t highest = 0;
    std::ranges::for_each(strands, [&](const Strand &s) { highest = std::max(highest, s.a); });
    std::vector<std::uint32_t> offsets(std::size_t{highest} + 2, 0);
    std::ranges::for_each(strands, [&](const Strand &s) { ++offsets[s.a + 1]; });
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
    std::vector<Strand> sorted(strands.size());
    auto fill = offsets;
    std::ranges::for_each(strands, [&](const Strand &s) { sorted[fill[s.a]++] = s; });
    for (std::size_t a = 0; a + 1 < offsets.size(); ++a) {
        if (offsets[a + 1] - offsets[a] > 1) {
            std::ranges::sort(sorted.begin() + offsets[a], sorted.begin() + offsets[a + 1], {},
                              [](const Strand &s) { return std::pair(s.b, s.tag); });
        }
    }
    strands = std::move(sorted);
}

} // namespace

void join_strands(std::vector<Strand> &strands) {
    sort_strands(strands);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < strands.size();) {
        auto joined = strands[i];
        for (++i; i < strands.size() && strands[i].a == joined.a && strands[i].b == joined.b && strands[i].tag == joined.tag;
             ++i) {
            joined.net = joined.tag == line_tag ? 1 : joined.net + strands[i].net;
        }
        if (joined.net != 0) {
            strands[kept++] = joined;
        }
    }
    strands.resize(kept);
}

} // namespace jingwei::spatial
