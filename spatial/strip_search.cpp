#include "spatial/strip_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <vector>

namespace jingwei::spatial {
namespace {

/// Pieces are cut at a depth a little below `good_enough`, so that what lies beneath is dropped whatever the rounding.
constexpr double uninteresting = 1 + (good_enough - 1) * 0.9;

struct Spot {
    double x = 0, y = 0;
};

/// A convex part of the plane.
struct Piece {
    std::vector<Spot> corners;
    std::size_t nearest = 0; ///< the segment that `bound` comes from
    double bound = 0;        ///< no point of the piece is deeper than this
    friend bool operator<(const Piece &a, const Piece &b) { return a.bound < b.bound; }
};

/// The square of the distance to a segment.
double distance2(const Outline::Segment &s, Spot p) {
    const double px = p.x - s.x;
    const double py = p.y - s.y;
    const double along = std::clamp((px * s.dx + py * s.dy) * s.inverse_length2, 0.0, 1.0);
    const double ex = px - along * s.dx;
    const double ey = py - along * s.dy;
    return ex * ex + ey * ey;
}

class PieceSearch {
  public:
    PieceSearch(const Outline &outline, Pole &best) : m_outline(outline), m_best(best) {}

    void run(std::size_t most) {
        const double x = m_outline.half_width;
        const double y = m_outline.half_height;
        add({{-x, -y}, {x, -y}, {x, y}, {-x, y}});
        for (std::size_t looked_at = 0; !m_queue.empty() && looked_at < most; ++looked_at) {
            const Piece piece = m_queue.top();
            m_queue.pop();
            if (piece.bound <= m_best.radius_m * good_enough) {
                return;
            }
            cut(piece);
        }
    }

  private:
    void add(std::vector<Spot> corners) {
        if (corners.size() < 3) {
            return;
        }
        ++m_best.looked_at;
        Piece piece{std::move(corners), 0, std::numeric_limits<double>::infinity()};
        for (std::size_t i = 0; i < m_outline.segments.size(); ++i) {
            double farthest2 = 0;
            for (std::size_t k = 0; k < piece.corners.size() && farthest2 < piece.bound; ++k) {
                farthest2 = std::max(farthest2, distance2(m_outline.segments[i], piece.corners[k]));
            }
            if (farthest2 < piece.bound) {
                piece.bound = farthest2;
                piece.nearest = i;
            }
        }
        piece.bound = std::sqrt(piece.bound);
        if (piece.bound > m_best.radius_m * good_enough && !is_outside(piece.corners)) {
            m_queue.push(std::move(piece));
        }
    }

    /// Also tries the middle of the corners, and three places half-way from there to corners.
    bool is_outside(const std::vector<Spot> &corners) {
        Spot middle;
        for (const auto &corner : corners) {
            middle.x += corner.x / static_cast<double>(corners.size());
            middle.y += corner.y / static_cast<double>(corners.size());
        }
        Quad places{{middle.x}, {middle.y}};
        for (std::size_t k = 1; k < 4; ++k) {
            const auto &corner = corners[(k - 1) * corners.size() / 3];
            places.x[k] = (middle.x + corner.x) / 2;
            places.y[k] = (middle.y + corner.y) / 2;
        }
        const auto distances = signed_distances(m_outline, places);
        for (std::size_t k = 0; k < 4; ++k) {
            take_if_deeper(m_best, places.x[k], places.y[k], distances[k]);
        }
        const auto from_middle = [&](const Spot &corner) { return std::hypot(corner.x - middle.x, corner.y - middle.y); };
        const auto touched = [&](const auto &s) { return touches(s, corners); };
        return distances[0] < 0 &&
               (std::ranges::all_of(corners, [&](const Spot &corner) { return from_middle(corner) < -distances[0]; }) ||
                std::ranges::none_of(m_outline.segments, touched));
    }

    /// Whether some of the segment lies in the piece, whose corners run counter-clockwise: what each side leaves of it.
    static bool touches(const Outline::Segment &s, const std::vector<Spot> &corners) {
        double from = 0;
        double to = 1;
        for (std::size_t k = 0; k < corners.size() && from <= to; ++k) {
            const auto &a = corners[k];
            const auto &b = corners[k + 1 == corners.size() ? 0 : k + 1];
            const double start = (b.x - a.x) * (s.y - a.y) - (b.y - a.y) * (s.x - a.x);
            const double turn = (b.x - a.x) * s.dy - (b.y - a.y) * s.dx;
            if (turn > 0) {
                from = std::max(from, -start / turn);
            } else if (turn < 0) {
                to = std::min(to, -start / turn);
            } else if (start < 0) {
                return false;
            }
        }
        return from <= to;
    }

    /// A line across the plane: where x * normal.x + y * normal.y is `level`.
    struct Line {
        Spot normal;
        double level = 0;
    };

    struct Extent {
        double low = std::numeric_limits<double>::infinity();
        double high = -std::numeric_limits<double>::infinity();
        void add(double value) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
        [[nodiscard]] double size() const { return high - low; }
        [[nodiscard]] double middle() const { return low + (high - low) / 2; }
    };

    /// Where to cut a piece: off from what lies beyond an end of its nearest segment; then, beside the segment, at the depth
    /// that is still of interest, or half-way to the farthest corner; and where that leaves nothing, in the middle.
    [[nodiscard]] Line line_through(const Piece &piece) const {
        const auto &s = m_outline.segments[piece.nearest];
        const double length = std::hypot(s.dx, s.dy);
        const Spot along = length > 0 ? Spot{s.dx / length, s.dy / length} : Spot{1, 0};
        const Spot across{-along.y, along.x};
        const Spot start{s.x * along.x + s.y * along.y, s.x * across.x + s.y * across.y};
        Extent lengthwise;
        Extent sideways;
        for (const auto &corner : piece.corners) {
            lengthwise.add(corner.x * along.x + corner.y * along.y - start.x);
            sideways.add(corner.x * across.x + corner.y * across.y - start.y);
        }
        const double least = 1e-6 * std::max(lengthwise.size(), sideways.size()); // a cut must leave that much on both sides
        for (const double end : {0.0, length}) {
            if (lengthwise.low < end - least && lengthwise.high > end + least) {
                return {along, start.x + end};
            }
        }
        const bool is_beside = lengthwise.high > least && lengthwise.low < length - least;
        const double side = sideways.high >= -sideways.low ? 1 : -1;
        const double far = std::max(sideways.high, -sideways.low);
        const double near = side > 0 ? sideways.low : -sideways.high;
        const double level = std::max(m_best.radius_m * uninteresting, far / 2);
        if (is_beside && near < level - least && far > level + least) {
            return {across, start.y + side * level};
        }
        return lengthwise.size() >= sideways.size() ? Line{along, start.x + lengthwise.middle()}
                                                    : Line{across, start.y + sideways.middle()};
    }

    void cut(const Piece &piece) {
        const auto line = line_through(piece);
        std::vector<double> heights;
        std::ranges::transform(piece.corners, std::back_inserter(heights),
                               [&](Spot p) { return p.x * line.normal.x + p.y * line.normal.y - line.level; });
        const auto [low, high] = std::ranges::minmax(heights);
        if (low < 0 && high > 0) {
            add(side_of(piece.corners, heights, 1));
            add(side_of(piece.corners, heights, -1));
        }
    }

    /// The part of a piece above a line, or (`sign` -1) below it.
    static std::vector<Spot> side_of(const std::vector<Spot> &corners, const std::vector<double> &heights, double sign) {
        std::vector<Spot> side;
        for (std::size_t k = 0; k < corners.size(); ++k) {
            const std::size_t next = k + 1 == corners.size() ? 0 : k + 1;
            const double here = heights[k] * sign;
            const double there = heights[next] * sign;
            if (here >= 0) {
                side.push_back(corners[k]);
            }
            if ((here > 0 && there < 0) || (here < 0 && there > 0)) {
                const double share = here / (here - there);
                side.push_back({corners[k].x + share * (corners[next].x - corners[k].x),
                                corners[k].y + share * (corners[next].y - corners[k].y)});
            }
        }
        return side;
    }

    const Outline &m_outline;
    Pole &m_best;
    std::priority_queue<Piece> m_queue;
};

} // namespace

void search_strips(const Outline &outline, std::size_t most, Pole &best) {
    PieceSearch(outline, best).run(most);
}

} // namespace jingwei::spatial
