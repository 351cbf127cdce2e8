#include "server/service/card_service.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/served_town.hpp"

#include <fmt/format.h>
#include <random>

using namespace jingwei;
using namespace jingwei::server;
using tests::ServedTown;
using Json = tests::JsonAnswer;

namespace {

/// Counts by looking at every record.
template <class Row> UnitCounts count_all(const data::ThemeWorld &theme, const data::Layer<Row> &layer, data::GridIndex unit) {
    UnitCounts counts;
    for (std::size_t slot = 0; slot < layer.rows.size(); ++slot) {
        const Row &row = layer.rows[slot];
        data::GridIndex owner = row.id == 0 ? 0 : theme.locator->locate(row.at);
        while (owner != 0 && owner != unit) {
            owner = theme.grids[owner].parent;
        }
        if (owner != 0) {
            const Counted what = counted(row);
            ++counts.total;
            counts.sums[0] += what.sums[0];
            counts.sums[1] += what.sums[1];
            ++counts.by_kind[std::string(what.kind)];
        }
    }
    return counts;
}

bool same(const UnitCounts &a, const UnitCounts &b) {
    return a.total == b.total && a.sums == b.sums && a.by_kind == b.by_kind;
}

} // namespace

TEST_CASE("a card tells chain, people, vacancies, counts and neighbours of a grid") {
    ServedTown town;
    const Json card(town.read("/v1/grids/a/card"));
    CHECK(card.text("/edition") == "1");
    CHECK(card.word("/code") == "a");
    CHECK(card.word("/chain/0/code") == "M");
    CHECK(card.word("/chain/1/code") == "T");
    CHECK(card.word("/chain/2/level") == "division");
    CHECK(card.word("/people/0/name") == "王一");
    CHECK(card.has("/vacancies/0/missing"));
    CHECK(card.text("/layers/cameras") == R"({"total":1,"online":1,"offline":0,"by_kind":{"dome":1}})");
    CHECK(card.text("/layers/key_sites") == R"({"total":0,"by_kind":{}})");
    CHECK(card.text("/layers/rental_houses") == R"({"total":1,"by_hazard":{"01":1}})");
    CHECK(card.text("/layers/buildings") == R"({"total":1,"households":40,"residents":3,"by_use":{"01":1}})");
    CHECK(card.size("/neighbours") == 2);
    // 0.004 degrees of latitude by 0.004 of longitude at 36.5 N: 444 m by 358 m
    CHECK(std::abs(card.number("/perimeter_m") - 1604) < 6);
    CHECK(std::abs(card.number("/compactness") - 0.777) < 0.002);
    CHECK(card.number("/hull_share") > 0.999);
    CHECK(Json(town.read("/v1/grids/a")).number("/compactness") == card.number("/compactness"));
    CHECK(card.word("/neighbours/0/code") == "b");
    CHECK(std::abs(card.number("/neighbours/0/border_m") - 444) < 2); // two cells of 0.002 degrees of latitude
    CHECK(card.word("/neighbours/1/code") == "c");
    const Json community(town.read("/v1/grids/M/card"));
    CHECK(community.text("/layers/key_sites/total") == "1");
    CHECK(community.size("/neighbours") == 1);
    CHECK(community.word("/neighbours/0/code") == "N");
    CHECK(town.read("/v1/grids/zz/card").status == 404);
    CHECK(town.read("/v1/grids/a/card?at=2019-01-01").status == 404);
    CHECK(Json(town.read("/v1/grids/M/card?at=2031-01-01")).size("/people") == 0);
}

TEST_CASE("a card without a key says nothing of cameras, of hazards and of who lives in houses") {
    ServedTown town;
    const Json card(town.get("/v1/grids/a/card"));
    CHECK(card.text("/layers/cameras") == "null");
    CHECK(card.text("/layers/buildings/total") == "1");
    CHECK(card.text("/layers/buildings/households") == "null");
    CHECK(card.text("/layers/buildings/residents") == "null");
    CHECK(card.text("/layers/rental_houses/total") == "1");
    CHECK(card.text("/layers/rental_houses/by_hazard") == "null");
    CHECK_FALSE(card.has("/people/0/phone"));
    const Json full(town.read("/v1/grids/a/card"));
    CHECK(full.text("/layers/buildings/households") == "40");
    CHECK(full.text("/layers/rental_houses/by_hazard/01") == "1");
}

TEST_CASE("a card follows every change at once") {
    ServedTown town;
    CHECK(Json(town.read("/v1/grids/a/card")).text("/layers/cameras/offline") == "0");
    REQUIRE(town.write(Method::patch, "/v1/cameras/cam1", R"({"online":false})", {{"If-Match", "*"}}).status == 200);
    CHECK(Json(town.read("/v1/grids/a/card")).text("/layers/cameras/offline") == "1");
    const auto place = spatial::to_lonlat(tests::cell_middle(0, 2));
    const std::string body = fmt::format(R"({{"lon":{:.7f},"lat":{:.7f}}})", place.lon, place.lat);
    REQUIRE(town.write(Method::patch, "/v1/cameras/cam1", body, {{"If-Match", "*"}}).status == 200);
    CHECK(Json(town.read("/v1/grids/a/card")).text("/layers/cameras/total") == "0");
    CHECK(Json(town.read("/v1/grids/N/card")).text("/layers/cameras/total") == "1");
    REQUIRE(town.write(Method::del, "/v1/cameras/cam1", "", {{"If-Match", "*"}}).status == 204);
    CHECK(Json(town.read("/v1/grids/T/card")).text("/layers/cameras/total") == "0");
}

TEST_CASE("counts that follow the World are those that counting all gives") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    ServedTown town;
    data::Store &store = town.app().api().store;
    CardService cards;
    const auto number = [&random](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
    for (int step = 0; step < 60; ++step) {
        const std::string code = fmt::format("x{}", number(20));
        if (number(4) == 0 && store.world()->cameras->find(code) != nullptr) {
            store.submit({"test"}, data::RemoveCamera{code}).get();
        } else {
            data::CameraRow row;
            row.code = code;
            row.kind = number(2) == 0 ? "dome" : "tower";
            row.online = number(2) == 0;
            row.at = tests::cell_middle(number(6) - 1, number(5) - 1);
            store.submit({"test"}, data::UpsertCamera{row}).get();
        }
        if (number(3) != 0) {
            continue; // several changes are followed at once
        }
        const auto world = store.world();
        const ThemeRef theme{world->themes[0].get(), 0};
        for (data::GridIndex unit = 1; unit < theme.theme->grids.size(); ++unit) {
            const CardCounts counts = cards.counts(*world, theme, unit);
            CAPTURE(step, theme.theme->grids[unit].code);
            REQUIRE(same(counts.cameras, count_all(*theme.theme, *world->cameras, unit)));
            REQUIRE(same(counts.buildings, count_all(*theme.theme, *world->buildings, unit)));
        }
    }
}

TEST_CASE("neighbours are mutual, and across a residue the unit above counts") {
    ServedTown town;
    auto content = tests::two_communities();
    for (auto &grid : content.grids) {
        grid.division_code = grid.code.empty() ? "" : "990402";
    }
    town.app().api().store.submit({"test"}, data::PublishChange{std::move(content), 0, "", "test"}).get();
    const auto world = town.app().store().world();
    const data::ThemeWorld &theme = *world->themes[0];
    const auto neighbours = find_neighbours(theme);
    const auto names = [&](const char *code) {
        std::vector<std::string> codes;
        for (const Neighbour &neighbour : neighbours[theme.find(code)]) {
            CHECK(neighbour.border_m > 0);
            codes.push_back(theme.grids[neighbour.unit].code);
        }
        std::ranges::sort(codes);
        return codes;
    };
    CHECK(names("T").empty());
    CHECK(names("M") == std::vector<std::string>{"N"});
    CHECK(names("N") == std::vector<std::string>{"M"});
    CHECK(names("a") == std::vector<std::string>{"M", "b", "c"});
    CHECK(names("b") == std::vector<std::string>{"M", "N", "a", "c"});
}

TEST_CASE("children and neighbours of a grid are listed page by page") {
    ServedTown town;
    const Json children(town.get("/v1/grids/T/children?limit=1"));
    CHECK(children.word("/items/0/code") == "M");
    const Json rest(town.get("/v1/grids/T/children?limit=1&cursor=" + children.word("/next")));
    CHECK(rest.word("/items/0/code") == "N");
    CHECK(rest.text("/next") == "null");
    CHECK(Json(town.get("/v1/grids/a/children")).size("/items") == 0);
    const Json neighbours(town.get("/v1/grids/a/neighbours?limit=1"));
    CHECK(neighbours.word("/items/0/code") == "b");
    CHECK(neighbours.text("/items/0/level") == "\"grid\"");
    const Json others(town.get("/v1/grids/a/neighbours?limit=9&cursor=" + neighbours.word("/next")));
    CHECK(others.word("/items/0/code") == "c");
    CHECK(town.get("/v1/grids/a/neighbours?cursor=9.1").status == 400);
    CHECK(town.get("/v1/grids/zz/children").status == 404);
}
