#include "data/sample/sample.hpp"

#include "data/sample/layers.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace jingwei::data {
namespace sample {

void add_divisions(const Scene &scene, StoreContent &content) {
    content.divisions.push_back({"990000", "经纬省（虚构）", "", "province", true});
    static constexpr std::array<const char *, 12> prefectures{"云川", "锦原", "霁阳", "沅泽", "澜州", "岫城",
                                                              "琅塬", "晖宁", "榆桥", "棠陵", "浔安", "朔岭"};
    for (std::size_t i = 0; i < static_cast<std::size_t>(scene.figures.prefectures); ++i) {
        content.divisions.push_back(
            {prefecture_code(scene.figures, i), std::string(prefectures.at(i)) + "市（虚构）", "990000", "prefecture", true});
    }
    for (const UnitId u : scene.units_of_rank(0)) {
        const UnitName &county = scene.names[u];
        content.divisions.push_back({county.code, county.name + "（虚构）", county.code.substr(0, 4) + "00", "county", true});
    }
}

void add_streets(const Scene &scene, StoreContent &content) {
    for (std::size_t s = 1; s < scene.streets.size(); ++s) {
        const StreetCourse &street = scene.streets[s];
        ReferenceLineRow line;
        line.code = street.code;
        line.name = street.name;
        line.kind = street.river ? "river" : "street";
        line.line = street.line;
        content.reference_lines.push_back(std::move(line));
        if (!street.river) {
            content.streets.push_back({street.code, street.name});
            AddressRow address;
            address.code = street.code;
            address.name = street.name;
            address.street_code = street.code;
            address.kind = "road";
            content.addresses.push_back(std::move(address));
        }
    }
}

} // namespace sample

StoreContent make_sample(SampleSize size, std::uint64_t seed, const std::function<void(double)> &progress) {
    const auto report = [&](double share) {
        if (progress) {
            progress(share);
        }
    };
    report(0);
    sample::Scene scene = sample::make_scene(size, seed, report);
    StoreContent content;
    sample::add_divisions(scene, content);
    sample::add_streets(scene, content);
    sample::add_buildings(scene, content);
    report(0.75);
    sample::add_rental_houses(scene, content);
    sample::add_cameras(scene, content);
    sample::add_key_sites(scene, content);
    report(0.9);
    content.coverages.push_back(std::move(scene.base));
    sample::add_enterprises(scene, content);
    sample::add_people(scene, content);
    content.valid_from = sample::sample_valid_from;
    content.note = "样例数据，地名、人名、单位、电话和设施全部为虚构 / Sample data: every place, person, firm, number and "
                   "device is fictional";
    report(1);
    return content;
}

namespace {

template <class Rows, class Predicate> std::size_t count_of(const Rows &rows, Predicate predicate) {
    return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), predicate));
}

std::size_t people_in(const StoreContent &content, const std::set<std::string> &roles) {
    std::set<std::string> people;
    for (const AssignmentRow &a : content.assignments) {
        if (roles.contains(a.role)) {
            people.insert(a.person_code);
        }
    }
    return people.size();
}

void count_grids(const StoreContent &content, SampleSummary &s) {
    for (const ThemeContent &theme : content.coverages) {
        for (const GridRow &g : theme.grids) {
            s.townships += g.level == "township" ? 1U : 0U;
            s.communities += g.level == "community" ? 1U : 0U;
            s.grids += g.level == "grid" ? 1U : 0U;
            s.dedicated_grids += g.level == "grid" && g.kind == "dedicated" ? 1U : 0U;
            s.enterprise_grids += theme.theme == "enterprise" && !g.code.empty() ? 1U : 0U;
        }
    }
}

void count_places(const StoreContent &content, SampleSummary &s) {
    const auto site = [&](const char *kind) {
        return count_of(content.key_sites, [&](const KeySiteRow &k) { return k.kind == kind; });
    };
    s.cameras = content.cameras.size();
    s.existing_cameras = count_of(content.cameras, [](const CameraRow &c) { return c.built_phase == "existing"; });
    s.new_cameras = count_of(content.cameras, [](const CameraRow &c) { return c.built_phase == "new"; });
    s.checkpoints = count_of(content.cameras, [](const CameraRow &c) { return c.kind == "checkpoint"; });
    s.hd_cameras = count_of(content.cameras, [](const CameraRow &c) { return c.kind == "hd"; });
    s.boundary_cameras = count_of(content.cameras, [](const CameraRow &c) { return c.boundary_crossing; });
    s.key_sites = content.key_sites.size();
    s.police_service_stations = site("police_service_station");
    s.mediation_orgs = site("mediation_org");
    s.schools = site("school");
    s.streets = content.streets.size();
    s.reference_lines = content.reference_lines.size();
    s.addresses = content.addresses.size();
    s.buildings = content.buildings.size();
    s.rental_houses = content.rental_houses.size();
    s.enterprises = content.enterprises.size();
    for (const BuildingRow &b : content.buildings) {
        s.households += static_cast<std::size_t>(b.households.value_or(0));
        s.residents += static_cast<std::size_t>(b.residents.value_or(0));
    }
}

} // namespace

SampleSummary summarize(const StoreContent &content) {
    SampleSummary s;
    count_grids(content, s);
    count_places(content, s);
    s.people = content.people.size();
    s.grid_heads = people_in(content, {"grid_head"});
    s.grid_workers = people_in(content, {"grid_worker"});
    s.police_officers = people_in(content, {"police_officer"});
    s.other_staff = people_in(content, {"coordinator", "inspector", "publicist", "info_collector"});
    s.assignments = content.assignments.size();
    return s;
}

} // namespace jingwei::data
