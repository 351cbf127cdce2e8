#include "data/import_frame.hpp"

#include "data/import_place.hpp"
#include "data/world.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <tuple>

namespace jingwei::data {

namespace {

using spatial::FrameFit;
using spatial::FrameHome;
using spatial::LatticePoint;
using spatial::LonLat;

constexpr std::size_t most_compared = 2'000;

bool is_on_ground(const World &world, LonLat position) {
    const auto place = spatial::to_lattice(position);
    return std::ranges::any_of(world.themes,
                               [&](const auto &theme) { return theme->locator->locate(place) != spatial::no_label; });
}

std::tuple<std::int32_t, std::int32_t> west_to_east(LatticePoint p) {
    return {p.x, p.y};
}

/// Which of some places lie within an outline of a building.
class Indoors {
  public:
    explicit Indoors(std::vector<LatticePoint> places) : m_places(std::move(places)) {
        std::ranges::sort(m_places, {}, west_to_east);
        m_places.erase(std::ranges::unique(m_places).begin(), m_places.end());
        m_inside.assign(m_places.size(), false);
    }
    void add(const spatial::Ring &outline) {
        spatial::LatticeBox box;
        std::ranges::for_each(outline, [&](LatticePoint corner) { box.add(corner); });
        const auto west = std::ranges::lower_bound(m_places, box.min_x, {}, &LatticePoint::x);
        for (auto place = west; place != m_places.end() && place->x <= box.max_x; ++place) {
            const auto i = static_cast<std::size_t>(place - m_places.begin());
            m_inside[i] = m_inside[i] || (box.contains(*place) && is_inside(*place, outline));
        }
    }
    [[nodiscard]] bool holds(LatticePoint place) const {
        const auto found = std::ranges::lower_bound(m_places, west_to_east(place), {}, west_to_east);
        return found != m_places.end() && *found == place && m_inside[static_cast<std::size_t>(found - m_places.begin())];
    }

  private:
    std::vector<LatticePoint> m_places; ///< sorted
    std::vector<bool> m_inside;         ///< by place
};

const spatial::FrameReading *suspected_reading(const FrameFit &fit) {
    const auto found = std::ranges::find_if(fit.others, [&](const auto &other) { return fit.suspected == other.frame; });
    return found != fit.others.end() ? &*found : nullptr;
}

} // namespace

void FrameSample::add(LonLat position, spatial::Frame frame, std::optional<LatticePoint> known) {
    if (m_positions.empty()) {
        m_frame = frame;
    }
    if (frame == m_frame) {
        m_positions.push_back(position);
        m_known.push_back(known);
    }
}

std::optional<FrameFit> FrameSample::fit(const World &world) const {
    const bool ground = std::ranges::any_of(world.themes, [](const auto &theme) { return !theme->coverage.empty(); });
    std::optional<FrameFit> fit;
    if (ground && !m_positions.empty()) {
        fit = spatial::fit_frames(m_positions, m_frame,
                                  [&](std::size_t /*row*/, LonLat position) { return is_on_ground(world, position); });
    }
    if (fit && fit->suspected) {
        return fit;
    }
    if (const auto objects = fit_objects()) {
        return objects;
    }
    const auto buildings = fit_buildings(world);
    return buildings ? buildings : fit;
}

std::optional<FrameFit> FrameSample::fit_objects() const {
    constexpr double near_m = 30;
    std::vector<LonLat> positions;
    std::vector<LonLat> known;
    const auto all = static_cast<std::size_t>(std::ranges::count_if(m_known, [](const auto &k) { return k.has_value(); }));
    const auto stride = all / most_compared + 1;
    std::size_t number = 0;
    for (std::size_t i = 0; i < m_positions.size(); ++i) {
        if (m_known[i] && number++ % stride == 0) {
            positions.push_back(m_positions[i]);
            known.push_back(spatial::to_lonlat(*m_known[i]));
        }
    }
    auto fit = spatial::fit_frames(positions, m_frame, [&](std::size_t i, LonLat position) {
        return spatial::geodesic_distance_m(known[i], position) <= near_m;
    });
    fit.home = FrameHome::objects;
    const auto *likely = suspected_reading(fit);
    return likely != nullptr && likely->gained * 2 >= fit.points ? std::optional(fit) : std::nullopt;
}

std::optional<FrameFit> FrameSample::fit_buildings(const World &world) const {
    std::vector<LonLat> positions;
    std::vector<LatticePoint> places;
    const auto stride = m_positions.size() / most_compared + 1;
    for (std::size_t i = 0; i < m_positions.size(); i += stride) {
        positions.push_back(m_positions[i]);
        for (const auto frame : {spatial::Frame::cgcs2000, spatial::Frame::gcj02, spatial::Frame::bd09}) {
            places.push_back(spatial::to_lattice(spatial::to_store_frame(m_positions[i], frame)));
        }
    }
    Indoors indoors(std::move(places));
    for (std::size_t slot = 0; slot < world.buildings->rows.size(); ++slot) {
        if (const BuildingRow &row = world.buildings->rows[slot]; row.id != 0 && !row.footprint.empty()) {
            indoors.add(row.footprint);
        }
    }
    auto fit = spatial::fit_frames(
        positions, m_frame, [&](std::size_t /*row*/, LonLat position) { return indoors.holds(spatial::to_lattice(position)); });
    fit.home = FrameHome::buildings;
    const auto *likely = suspected_reading(fit);
    return likely != nullptr && likely->at_home * 5 >= fit.points * 4 ? std::optional(fit) : std::nullopt;
}

} // namespace jingwei::data
