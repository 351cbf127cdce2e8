#include "server/service/map_sheet.hpp"

#include "spatial/measure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace jingwei::server {

using spatial::LatticePoint;

namespace {

constexpr double margin_mm = 14;   ///< around the ground that the map is of
constexpr double beyond_mm = 3;    ///< lines are cut off so far outside
constexpr double finest_mm = 0.08; ///< nearer points are one

/// The least round number that is no smaller.
std::int64_t round_scale(double least) {
    constexpr std::array steps{1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0, 10.0};
    const double power = std::pow(10, std::floor(std::log10(least)));
    const auto *const step = std::ranges::find_if(steps, [&](double each) { return each * power >= least * (1 - 1e-9); });
    return std::llround(power * (step == steps.end() ? 10 : *step));
}

/// Cuts a ring at a straight line: what `depth` says is not below 0 stays (Sutherland and Hodgman: "Reentrant Polygon
/// Clipping", 1974).
template <class Depth> std::vector<PaperPlace> cut_at(const std::vector<PaperPlace> &ring, const Depth &depth) {
    std::vector<PaperPlace> kept;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto &a = ring[i];
        const auto &b = ring[(i + 1) % ring.size()];
        const double at_a = depth(a);
        const double at_b = depth(b);
        if (at_a >= 0) {
            kept.push_back(a);
        }
        if ((at_a >= 0) != (at_b >= 0)) {
            const double share = at_a / (at_a - at_b);
            kept.push_back({a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)});
        }
    }
    return kept;
}

/// Without points that the eye cannot tell apart; the last one stays.
std::vector<PaperPlace> thinned(const std::vector<PaperPlace> &points) {
    std::vector<PaperPlace> kept;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto &p = points[i];
        if (kept.empty() || i + 1 == points.size() || std::hypot(p.x - kept.back().x, p.y - kept.back().y) >= finest_mm) {
            kept.push_back(p);
        }
    }
    return kept;
}

} // namespace

MapSheet::MapSheet(const spatial::LatticeBox &ground, double width_mm, double height_mm)
    : m_width(width_mm), m_height(height_mm) {
    const auto scale = spatial::local_scale(static_cast<std::int32_t>((std::int64_t{ground.min_y} + ground.max_y) / 2));
    const double east_m = (double(ground.max_x) - ground.min_x) * scale.east_m;
    const double north_m = (double(ground.max_y) - ground.min_y) * scale.north_m;
    constexpr double least_scale = 200;
    m_denominator = round_scale(
        std::max({least_scale, 1000 * east_m / (width_mm - 2 * margin_mm), 1000 * north_m / (height_mm - 2 * margin_mm)}));
    m_middle = {(double(ground.min_x) + ground.max_x) / 2, (double(ground.min_y) + ground.max_y) / 2};
    m_east_mm = scale.east_m * 1000 / static_cast<double>(m_denominator);
    m_north_mm = scale.north_m * 1000 / static_cast<double>(m_denominator);
}

PaperPlace MapSheet::place(LatticePoint ground) const {
    return {m_width / 2 + (ground.x - m_middle.x) * m_east_mm, m_height / 2 - (ground.y - m_middle.y) * m_north_mm};
}

LatticePoint MapSheet::ground(PaperPlace place) const {
    return {static_cast<std::int32_t>(std::llround(m_middle.x + (place.x - m_width / 2) / m_east_mm)),
            static_cast<std::int32_t>(std::llround(m_middle.y - (place.y - m_height / 2) / m_north_mm))};
}

spatial::LatticeBox MapSheet::box() const {
    spatial::LatticeBox box;
    box.add(ground({0, 0}));
    box.add(ground({m_width, m_height}));
    return box;
}

std::vector<PaperPlace> MapSheet::cut(const spatial::Ring &ring) const {
    std::vector<PaperPlace> places;
    places.reserve(ring.size());
    std::ranges::transform(ring, std::back_inserter(places), [this](LatticePoint p) { return place(p); });
    places = cut_at(places, [](const PaperPlace &p) { return p.x + beyond_mm; });
    places = cut_at(places, [this](const PaperPlace &p) { return m_width + beyond_mm - p.x; });
    places = cut_at(places, [](const PaperPlace &p) { return p.y + beyond_mm; });
    return cut_at(places, [this](const PaperPlace &p) { return m_height + beyond_mm - p.y; });
}

std::string MapSheet::path(const std::vector<PaperPlace> &piece, bool closed) {
    std::string data;
    for (const auto &p : thinned(piece)) {
        data += fmt::format("{}{:.2f} {:.2f}", data.empty() ? "M" : "L", p.x, p.y);
    }
    return data + (closed && !data.empty() ? "Z" : "");
}

std::string MapSheet::path(const spatial::MultiPolygon &ground) const {
    std::string data;
    for (const auto &polygon : ground) {
        data += path(cut(polygon.outer), true);
        for (const auto &hole : polygon.holes) {
            data += path(cut(hole), true);
        }
    }
    return data;
}

std::vector<std::vector<PaperPlace>> MapSheet::pieces(std::span<const LatticePoint> line) const {
    const PaperBox map{-beyond_mm, -beyond_mm, m_width + beyond_mm, m_height + beyond_mm};
    std::vector<std::vector<PaperPlace>> pieces;
    bool goes_on = false;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const auto a = place(line[i - 1]);
        const auto b = place(line[i]);
        const PaperBox own{std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x) + finest_mm,
                           std::max(a.y, b.y) + finest_mm};
        if (own.meets(map)) {
            if (!goes_on) {
                pieces.push_back({a});
            }
            pieces.back().push_back(b);
        }
        goes_on = own.meets(map);
    }
    return pieces;
}

} // namespace jingwei::server
