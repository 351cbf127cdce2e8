#pragma once

#include "server/app.hpp"
#include "tests/support/four_grid_town.hpp"
#include "tests/support/scratch_store.hpp"

#include <string>

namespace jingwei::tests {

/// A township of two communities with people, a camera and a key site, in a store of its own, served without sockets:
///
///     aabb     M holds a and b, N holds c
///     aabb     Wang heads a since 2020, Li is his deputy; Zhao heads the community M until 2030
///     ccdd     d is carved, kind dedicated
class ServedTown {
  public:
    explicit ServedTown(server::Config config = {}) : m_app(quiet(std::move(config)), open_store()) {}

    /// The answer to a GET, from this very machine and without a key unless headers say otherwise.
    server::Response get(const std::string &target, const std::vector<std::pair<std::string, std::string>> &headers = {}) {
        server::Request request;
        request.target = target;
        request.add_header("Host", "127.0.0.1:8080");
        for (const auto &[name, value] : headers) {
            request.add_header(name, value);
        }
        return m_app.dispatcher().respond(request);
    }
    server::Response post(const std::string &target, const std::string &type, const std::string &body,
                          const std::string &accept = {}) {
        server::Request request;
        request.method = server::Method::post;
        request.target = target;
        request.body = body;
        request.add_header("Host", "127.0.0.1:8080");
        request.add_header("Content-Type", type);
        if (!accept.empty()) {
            request.add_header("Accept", accept);
        }
        return m_app.dispatcher().respond(request);
    }
    using Headers = std::vector<std::pair<std::string, std::string>>;
    /// The answer to any request, from this very machine; a body is JSON.
    server::Response ask(server::Method method, const std::string &target, const std::string &body, const Headers &headers) {
        server::Request request;
        request.method = method;
        request.target = target;
        request.body = body;
        request.add_header("Host", "127.0.0.1:8080");
        if (!body.empty()) {
            request.add_header("Content-Type", "application/json");
        }
        for (const auto &[name, value] : headers) {
            request.add_header(name, value);
        }
        return m_app.dispatcher().respond(request);
    }
    /// The same with the key of an account that may write.
    server::Response write(server::Method method, const std::string &target, const std::string &body, Headers headers = {}) {
        headers.emplace_back("Authorization", "Bearer " + m_write_key);
        return ask(method, target, body, headers);
    }
    /// A GET with the key of an account that may write.
    server::Response read(const std::string &target) { return write(server::Method::get, target, ""); }
    server::App &app() { return m_app; }
    [[nodiscard]] const std::string &key() const { return m_key; }
    /// A key of an account that may change things.
    [[nodiscard]] const std::string &write_key() const { return m_write_key; }
    [[nodiscard]] std::filesystem::path db() const { return m_folder.path() / "town.sqlite"; }

    /// "lon=..&lat=.." of the middle of a cell.
    static std::string at(int column, int row) {
        const spatial::LonLat place = spatial::to_lonlat(cell_middle(column, row));
        return "lon=" + std::to_string(place.lon) + "&lat=" + std::to_string(place.lat);
    }

    /// The middle of a cell as members of a JSON object.
    static std::string json_at(int column, int row) {
        const spatial::LonLat place = spatial::to_lonlat(cell_middle(column, row));
        return "\"lon\":" + std::to_string(place.lon) + ",\"lat\":" + std::to_string(place.lat);
    }

    static data::StoreContent content() {
        data::StoreContent town;
        town.divisions = {{.code = "990402", .name = "虚构区", .parent_code = "", .level = "county", .local = true}};
        auto base = four_grid_town({"aabb", //
                                    "aabb", //
                                    "ccdd"});
        for (auto &grid : base.grids) {
            grid.division_code = grid.code.empty() ? "" : "990402";
            grid.kind = grid.code == "d" ? "dedicated" : "base";
            grid.fallback_org = grid.code == "T" ? "office" : "";
            if (grid.code == "a") {
                grid.households = 3;
                grid.residents = 12;
            }
        }
        town.coverages.push_back(std::move(base));
        town.orgs = {{.code = "office", .name = "街道办事处", .kind = "government"}};
        town.people = {{.id = 0, .code = "p1", .name = "王一", .phone = "13800005678", .org_code = ""},
                       {.id = 0, .code = "p2", .name = "李二", .phone = "13900001234", .org_code = ""},
                       {.id = 0, .code = "p3", .name = "赵三", .phone = "13700004321", .org_code = ""}};
        constexpr data::TimeMs year_2020 = 1'577'808'000'000;
        constexpr data::TimeMs year_2030 = 1'893'427'200'000;
        town.assignments = {
            {.person_code = "p1", .theme = "base", .grid_code = "a", .role = "grid_head", .from = year_2020},
            {.person_code = "p2", .theme = "base", .grid_code = "a", .role = "grid_head", .primary = false, .from = year_2020},
            {.person_code = "p3", .theme = "base", .grid_code = "M", .role = "grid_head", .from = year_2020, .to = year_2030}};
        town.staffing_rules = {
            {.theme = "base", .level = "grid", .grid_kind = "", .role = "grid_head", .minimum = 1},
            {.theme = "base", .level = "grid", .grid_kind = "", .role = "police_officer", .minimum = 1},
            {.theme = "base", .level = "grid", .grid_kind = "dedicated", .role = "police_officer", .minimum = 2}};
        data::CameraRow camera;
        camera.code = "cam1";
        camera.name = "路口";
        camera.kind = "dome";
        camera.at = cell_middle(0, 0);
        town.cameras = {camera};
        data::KeySiteRow site;
        site.code = "site1";
        site.name = "小学";
        site.kind = "school";
        site.at = cell_middle(2, 0);
        town.key_sites = {site};
        data::BuildingRow building;
        building.code = "bld1";
        building.name = "一号楼";
        building.building_use = "01";
        building.at = cell_middle(1, 1);
        building.households = 40;
        building.residents = 3;
        town.buildings = {building};
        data::RentalHouseRow house;
        house.code = "house1";
        house.address = "一号楼101";
        house.building_code = "bld1";
        house.rental_use = "02";
        house.hazard = "01";
        house.at = cell_middle(1, 1);
        house.tenant_count = 2;
        town.rental_houses = {house};
        town.valid_from = year_2020;
        return town;
    }

  private:
    [[nodiscard]] server::Config quiet(server::Config config) const {
        config.log = "off";
        config.db = db();
        return config;
    }
    std::unique_ptr<data::Store> open_store() {
        data::Store::init(db());
        auto store = data::Store::open(db(), data::Store::Mode::read_write);
        store->load({"test"}, content(), {});
        store->add_account({"test"}, "wall", "a long enough password", "read");
        m_key = store->add_key({"test"}, "wall", "screen");
        store->add_account({"test"}, "office", "a long enough password", "write");
        m_write_key = store->add_key({"test"}, "office", "desk");
        // one desk draws, approves and publishes, as in a small town; tests of consents bring steps of their own
        static_cast<void>(store
                              ->submit({"test"}, data::ApprovalSteps{{{.code = "approve",
                                                                       .label_zh = "批准",
                                                                       .label_en = "Approval",
                                                                       .position = 10,
                                                                       .author_may = true,
                                                                       .reason_needed = false}}})
                              .get());
        return store;
    }
    ScratchFolder m_folder;
    std::string m_key, m_write_key;
    server::App m_app;
};

} // namespace jingwei::tests
