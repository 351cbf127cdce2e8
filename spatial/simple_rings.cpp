#include "spatial/simple_rings.hpp"

#include <algorithm>
#include <unordered_map>

namespace jingwei::spatial {

std::vector<Ring> simple_rings(const Ring &walk) {
    std::vector<Ring> rings;
    std::unordered_map<std::uint64_t, std::size_t> open; // point -> its index in `stack`
    const auto key = [](LatticePoint p) {
        return (std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32) | static_cast<std::uint32_t>(p.y);
    };
    Ring stack;
    for (const auto p : walk) {
        const auto found = open.find(key(p));
        if (found != open.end()) {
            const auto start = found->second;
            rings.emplace_back(stack.begin() + static_cast<std::ptrdiff_t>(start), stack.end());
            for (std::size_t i = start + 1; i < stack.size(); ++i) {
                open.erase(key(stack[i]));
            }
            stack.resize(start + 1);
        } else {
            open.emplace(key(p), stack.size());
            stack.push_back(p);
        }
    }
    rings.push_back(std::move(stack));
    return rings;
}

Polygon with_simple_rings(const Polygon &polygon) {
    Polygon simple;
    for (auto &ring : simple_rings(polygon.outer)) {
        const auto area = doubled_area(ring);
        if (area > 0 && simple.outer.empty()) {
            simple.outer = std::move(ring);
        } else if (area != 0) {
            simple.holes.push_back(std::move(ring));
        }
    }
    for (const auto &hole : polygon.holes) {
        std::ranges::copy_if(simple_rings(hole), std::back_inserter(simple.holes),
                             [](const Ring &ring) { return doubled_area(ring) != 0; });
    }
    return simple;
}

} // namespace jingwei::spatial
