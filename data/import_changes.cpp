#include "data/import_changes.hpp"

#include "data/roster.hpp"
#include "spatial/measure.hpp"

#include <chrono>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

std::string to_text(const std::string &value) {
    return value;
}
std::string to_text(bool value) {
    return value ? "yes" : "no";
}
std::string to_text(const std::optional<int> &value) {
    return value ? fmt::to_string(*value) : std::string();
}
std::string to_text(const std::optional<double> &value) {
    return value ? fmt::format("{:g}", *value) : std::string();
}

/// "2026-01-31T16:00Z"; empty where there is none.
std::string instant_text(std::optional<TimeMs> instant) {
    using namespace std::chrono;
    if (!instant) {
        return {};
    }
    const auto minute = floor<minutes>(sys_time<milliseconds>(milliseconds(*instant)));
    const auto day = floor<days>(minute);
    const year_month_day date{day};
    const hh_mm_ss time{minute - day};
    return fmt::format("{}-{:02}-{:02}T{:02}:{:02}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count());
}

/// Compares an object's values one by one.
class Comparison {
  public:
    Comparison(ImportReport &report, std::string code, std::string name)
        : m_report(report), m_code(std::move(code)), m_name(std::move(name)) {}

    template <class Value> Comparison &value(const char *what, const Value &from, const Value &to) {
        if (from != to) {
            add(m_report.edited, what, to_text(from), to_text(to));
        }
        return *this;
    }
    /// The same for what is told in other words than it is kept.
    Comparison &text(const char *what, std::string from, std::string to) {
        add(m_report.edited, what, std::move(from), std::move(to));
        return *this;
    }
    Comparison &name(const std::string &from, const std::string &to, const char *what = "name") {
        if (from != to) {
            add(m_report.renamed, what, from, to);
        }
        return *this;
    }
    Comparison &phone(const std::string &from, const std::string &to) {
        if (from != to) {
            add(m_report.edited, "phone", mask_phone(from), mask_phone(to));
        }
        return *this;
    }
    Comparison &place(LatticePoint from, LatticePoint to, double moved_m) {
        if (from != to) {
            const double way_m = spatial::geodesic_distance_m(spatial::to_lonlat(from), spatial::to_lonlat(to));
            add(way_m >= moved_m ? m_report.moved : m_report.edited, "place", place_text(from), place_text(to), way_m);
        }
        return *this;
    }

  private:
    void add(std::vector<ObjectChange> &list, const char *what, std::string from, std::string to, double way_m = 0) {
        list.push_back(
            {.code = m_code, .name = m_name, .what = what, .from = std::move(from), .to = std::move(to), .distance_m = way_m});
    }
    ImportReport &m_report;
    std::string m_code, m_name;
};

} // namespace

void note_changes(ImportReport &report, double moved_m, const CameraRow &from, const CameraRow &to) {
    Comparison(report, from.code, from.name)
        .place(from.at, to.at, moved_m)
        .name(from.name, to.name)
        .value("kind", from.kind, to.kind)
        .value("azimuth_deg", from.azimuth_deg, to.azimuth_deg)
        .value("fov_deg", from.fov_deg, to.fov_deg)
        .value("range_m", from.range_m, to.range_m)
        .value("height_m", from.height_m, to.height_m)
        .value("online", from.online, to.online)
        .value("gb_id", from.gb_id, to.gb_id)
        .value("owner", from.owner, to.owner)
        .value("platform", from.platform, to.platform)
        .value("channel", from.channel, to.channel)
        .value("built_phase", from.built_phase, to.built_phase)
        .value("boundary_crossing", from.boundary_crossing, to.boundary_crossing);
}

void note_changes(ImportReport &report, double moved_m, const KeySiteRow &from, const KeySiteRow &to) {
    Comparison(report, from.code, from.name)
        .place(from.at, to.at, moved_m)
        .name(from.name, to.name)
        .value("kind", from.kind, to.kind)
        .value("address", from.address, to.address)
        .value("responsible", from.responsible, to.responsible)
        .phone(from.phone, to.phone)
        .value("attention", std::optional(from.attention), std::optional(to.attention));
}

void note_changes(ImportReport &report, double moved_m, const BuildingRow &from, const BuildingRow &to) {
    const auto outline = [](const BuildingRow &row) {
        const auto holes = row.courtyards.size();
        return fmt::format("{} vertices{}", row.footprint.size(),
                           holes == 0 ? "" : fmt::format(", {} hole{}", holes, holes == 1 ? "" : "s"));
    };
    Comparison comparison(report, from.code, from.name);
    if (from.footprint != to.footprint || from.courtyards != to.courtyards) {
        comparison.text("outline", outline(from), outline(to));
    }
    comparison.place(from.at, to.at, moved_m)
        .name(from.name, to.name)
        .value("address", from.address, to.address)
        .value("building_use", from.building_use, to.building_use)
        .value("floors", from.floors, to.floors)
        .value("units", from.units, to.units)
        .value("households", from.households, to.households)
        .value("residents", from.residents, to.residents);
}

void note_changes(ImportReport &report, double moved_m, const RentalHouseRow &from, const RentalHouseRow &to) {
    Comparison(report, from.code, from.address)
        .place(from.at, to.at, moved_m)
        .name(from.address, to.address, "address")
        .value("building_code", from.building_code, to.building_code)
        .value("building_use", from.building_use, to.building_use)
        .value("rental_use", from.rental_use, to.rental_use)
        .value("hazard", from.hazard, to.hazard)
        .value("let_kind", from.let_kind, to.let_kind)
        .value("tenant_count", from.tenant_count, to.tenant_count)
        .value("last_visit", instant_text(from.last_visit), instant_text(to.last_visit));
}

void note_changes(ImportReport &report, double /*moved_m*/, const ReferenceLineRow &from, const ReferenceLineRow &to) {
    const auto course = [](const ReferenceLineRow &row) {
        return fmt::format("{} vertices from {}", row.line.size(), place_text(row.line.front()));
    };
    Comparison comparison(report, from.code, from.name);
    comparison.name(from.name, to.name).value("kind", from.kind, to.kind);
    if (from.line != to.line) {
        comparison.text("course", course(from), course(to));
    }
}

void note_changes(ImportReport &report, double /*moved_m*/, const PersonRow &from, const PersonRow &to) {
    Comparison(report, from.code, from.name)
        .name(from.name, to.name)
        .phone(from.phone, to.phone)
        .value("org", from.org_code, to.org_code);
}

std::string place_text(LatticePoint place) {
    const auto degrees = spatial::to_lonlat(place);
    return fmt::format("{:.7f}, {:.7f}", degrees.lon, degrees.lat);
}

} // namespace jingwei::data
