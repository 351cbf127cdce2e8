#include "tiles/turn_backs.hpp"

namespace jingwei::tiles {

namespace {

/// Whether a line that goes from a over b to c turns back at b. Coordinates lie within 2^43 units, hence the wide products.
bool turns_back(WidePoint a, WidePoint b, WidePoint c) {
    const auto product = [](std::int64_t v, std::int64_t w) { return static_cast<__int128>(v) * w; };
    const auto cross = product(b.x - a.x, c.y - b.y) - product(b.y - a.y, c.x - b.x);
    return cross == 0 && product(b.x - a.x, c.x - b.x) + product(b.y - a.y, c.y - b.y) < 0;
}

/// Takes out the ends of a closed line while it turns back where they meet.
void drop_at_the_seam(std::vector<WidePoint> &line) {
    std::size_t first = 0;
    std::size_t last = line.size() - 1;
    while (last - first > 2) {
        if (turns_back(line[last - 1], line[first], line[first + 1])) {
            ++first; // the line begins, and so ends, at the next point
            last -= line[last - 1] == line[first] ? 1 : 0;
            line[last] = line[first];
        } else if (turns_back(line[last - 2], line[last - 1], line[last])) {
            line[last - 1] = line[last];
            --last;
        } else {
            break;
        }
    }
    line.resize(last + 1);
    line.erase(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(first));
}

} // namespace

void drop_turn_backs(std::vector<WidePoint> &line) {
    const bool is_closed = line.size() > 1 && line.front() == line.back();
    std::vector<WidePoint> kept;
    kept.reserve(line.size());
    for (const WidePoint p : line) {
        while (kept.size() > 1 && turns_back(kept[kept.size() - 2], kept.back(), p)) {
            kept.pop_back();
        }
        if (kept.empty() || kept.back() != p) {
            kept.push_back(p);
        }
    }
    if (is_closed && kept.size() > 3) {
        drop_at_the_seam(kept);
    }
    line = std::move(kept);
}

} // namespace jingwei::tiles
