#include "server/service/near_service.hpp"

#include "server/api_error.hpp"
#include "server/service/layer_service.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <numbers>
#include <tuple>

namespace jingwei::server {

namespace {

constexpr std::array<std::string_view, 4> names{"cameras", "key_sites", "rental_houses", "buildings"};

template <class Row> std::string_view name_of(const Row &row) {
    return row.name;
}
std::string_view name_of(const data::RentalHouseRow &row) {
    return row.address;
}

double bearing_deg(data::LatticePoint from, data::LatticePoint to) {
    const auto scale = spatial::local_scale(from.y);
    const double east = static_cast<double>(std::int64_t{to.x} - from.x) * scale.east_m;
    const double north = static_cast<double>(std::int64_t{to.y} - from.y) * scale.north_m;
    const double degrees = std::atan2(east, north) * 180 / std::numbers::pi;
    return degrees < 0 ? degrees + 360 : degrees;
}

/// Gathers the nearest records of one layer after the other.
class Gather {
  public:
    explicit Gather(const NearQuestion &question) : m_question(question) {}

    template <class Row> void add(PointLayer name, const data::Layer<Row> &layer) {
        const auto category = std::ranges::find(layer.categories, m_question.kind);
        if (!m_question.kind.empty() && category == layer.categories.end()) {
            return;
        }
        m_kind_known = true;
        const auto wanted = static_cast<std::size_t>(category - layer.categories.begin());
        const bool any = m_question.kind.empty();
        const auto passes = [any, wanted](const spatial::PointEntry &entry) { return any || entry.category == wanted; };
        const auto from = spatial::to_lonlat(m_question.from);
        for (const auto &near : candidates(layer.points, passes)) {
            const Row &row = layer.rows[near.entry->slot];
            const double distance_m = spatial::geodesic_distance_m(from, spatial::to_lonlat(row.at));
            if (distance_m > m_question.within_m) {
                continue;
            }
            m_found.push_back({.layer = name,
                               .code = row.code,
                               .name = name_of(row),
                               .kind = layer.categories[near.entry->category],
                               .at = row.at,
                               .distance_m = distance_m,
                               .bearing_deg = bearing_deg(m_question.from, row.at)});
        }
    }

    [[nodiscard]] std::vector<NearRecord> nearest() && {
        if (!m_kind_known) {
            throw ApiError(ErrorCode::bad_call, "unknown_kind",
                           fmt::format("None of these layers has the kind '{}'; see the lists of their kinds in docs/api.md.",
                                       m_question.kind.substr(0, 40)),
                           "kind");
        }
        const auto order = [](const NearRecord &a, const NearRecord &b) {
            return std::tie(a.distance_m, a.layer, a.code) < std::tie(b.distance_m, b.layer, b.code);
        };
        std::ranges::sort(m_found, order);
        m_found.resize(std::min(m_found.size(), m_question.count));
        return std::move(m_found);
    }

  private:
    /// All that may be among the nearest on the ellipsoid: the index measures by the scale at the asker, which over the ten
    /// kilometres that are asked for at most is right to a hundredth anywhere below 85 degrees.
    std::vector<spatial::PointSet::Near> candidates(const spatial::PointSet &points,
                                                    const std::function<bool(const spatial::PointEntry &)> &passes) const {
        constexpr double slack = 1.05;
        auto found = points.nearest(m_question.from, m_question.count, m_question.within_m * slack, passes);
        if (found.size() < m_question.count) {
            return found;
        }
        const double reach_m = std::min(found.back().distance_m, m_question.within_m) * slack;
        return points.nearest(m_question.from, points.size(), reach_m, passes);
    }

    const NearQuestion &m_question;
    bool m_kind_known = false;
    std::vector<NearRecord> m_found;
};

} // namespace

std::optional<PointLayer> point_layer_from_name(std::string_view name) {
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional(static_cast<PointLayer>(found - names.begin()));
}

std::string_view point_layer_name(PointLayer layer) {
    return names[static_cast<std::size_t>(layer)];
}

std::vector<NearRecord> find_near(const data::World &world, const NearQuestion &question) {
    Gather gather(question);
    for (const PointLayer layer : question.layers) {
        switch (layer) {
        case PointLayer::cameras:
            gather.add(layer, *world.cameras);
            break;
        case PointLayer::key_sites:
            gather.add(layer, *world.key_sites);
            break;
        case PointLayer::rental_houses:
            gather.add(layer, *world.rental_houses);
            break;
        case PointLayer::buildings:
            gather.add(layer, *world.buildings);
            break;
        }
    }
    return std::move(gather).nearest();
}

} // namespace jingwei::server
