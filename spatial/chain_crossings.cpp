#include "spatial/chain_crossings.hpp"

#include "spatial/leaf_words.hpp"

namespace jingwei::spatial {

std::int32_t net_crossings_narrow(const std::uint32_t *vertices, std::uint32_t steps, std::uint32_t x, std::uint32_t y) {
    const NarrowRay ray(x, y);
    NarrowRay::Net net = ray.cross(vertices);
    for (std::uint32_t i = 1; i < steps; ++i) {
        net = NarrowRay::sum(net, ray.cross(vertices + std::size_t{4} * i));
    }
    return static_cast<std::int32_t>(NarrowRay::total(net));
}

std::int32_t net_crossings_wide(const std::uint32_t *vertices, std::uint32_t steps, std::int64_t x, std::int64_t y) {
    std::int32_t net = 0;
    std::int64_t ax = static_cast<std::int32_t>(vertices[0]);
    std::int64_t ay = static_cast<std::int32_t>(vertices[1]);
    for (std::uint32_t i = 1; i <= steps * 4; ++i) {
        const std::int64_t bx = static_cast<std::int32_t>(vertices[std::size_t{2} * i]);
        const std::int64_t by = static_cast<std::int32_t>(vertices[std::size_t{2} * i + 1]);
        const bool up = ay <= y && y < by;
        const bool down = by <= y && y < ay;
        if (up || down) {
            const std::int64_t c = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
            net += (up && c <= 0 ? 1 : 0) - (down && c >= 0 ? 1 : 0);
        }
        ax = bx;
        ay = by;
    }
    return net;
}

Label owner_from_words(const std::uint32_t *words, bool wide, std::uint32_t x, std::uint32_t y) {
    Label owner = words[0];
    const std::uint32_t *chain = words + 1;
    for (bool more = true; more;) {
        const ChainHead head(chain[1]);
        const std::int32_t net =
            wide ? net_crossings_wide(chain + 2, head.steps(), x, y) : net_crossings_narrow(chain + 2, head.steps(), x, y);
        owner += chain[0] * static_cast<std::uint32_t>(net);
        more = !head.last();
        chain += 2 + (head.steps() * 4 + 1) * (wide ? 2U : 1U);
    }
    return owner;
}

} // namespace jingwei::spatial
