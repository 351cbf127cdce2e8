#include "data/certificate_store.hpp"
#include "data/check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/scratch_store.hpp"

#include <algorithm>

using namespace jingwei;
using namespace jingwei::data;
using tests::ScratchStore;

namespace {

bool finds(ScratchStore &store, const std::string &words) {
    const auto findings = check_store(store.connection);
    for (const Finding &finding : findings) {
        UNSCOPED_INFO(finding.check << ": " << finding.what);
    }
    return std::ranges::any_of(findings, [&](const Finding &finding) {
        return finding.check == "certificate" && finding.what.find(words) != std::string::npos;
    });
}

} // namespace

TEST_CASE("the figures of a coverage are counted and summed exactly") {
    const auto town = tests::draw_town({"ab.", //
                                        "a.b", //
                                        "abb"},
                                       {{"a", "grid", ""}, {"b", "grid", ""}});
    const auto figures = figures_of(town.coverage);
    CHECK(figures.doubled_area == std::to_string(2LL * 7 * tests::town_cell * tests::town_cell));
    CHECK(figures.faces == static_cast<std::int64_t>(town.coverage.face_labels().size()) - 1);
    CHECK(figures.arcs == static_cast<std::int64_t>(town.coverage.arcs().size()));
    CHECK(figures_of({}).doubled_area == "0");
    CHECK(figures_of({}).nodes == 0);
}

TEST_CASE("every edition has its certificate, and the check compares it with the store") {
    ScratchStore store;
    auto town = tests::two_communities();
    store.publish(town, 1'700'000'000'000);
    for (auto &grid : town.grids) {
        grid.households = grid.code.empty() ? std::nullopt : std::optional(7);
    }
    store.publish(town, 1'700'000'001'000);
    auto &database = store.connection.database();
    database.exec("UPDATE journal SET edition = 2");
    const auto first = read_certificate(database, 1);
    const auto second = read_certificate(database, 2);
    REQUIRE(first.themes.size() == 1);
    REQUIRE(second.themes.size() == 1);
    CHECK(first.themes[0].ground == second.themes[0].ground);
    CHECK(first.themes[0].violations == 0);
    CHECK(first.root_hash != second.root_hash);
    CHECK(second.plan == std::nullopt);
    CHECK_THROWS_AS(read_certificate(database, 3), Error);
    CHECK_FALSE(finds(store, ""));

    SECTION("an area that is not that of the ground") {
        database.exec("UPDATE certificate SET doubled_area = '1' WHERE edition = 2");
        CHECK(finds(store, "it is certified with the doubled area 1"));
    }
    SECTION("an arc that an old edition has no more") {
        database.exec("UPDATE certificate SET arcs = arcs + 1 WHERE edition = 1");
        CHECK(finds(store, "edition 1 of base: it is certified with"));
    }
    SECTION("a root hash that does not follow") {
        database.exec("UPDATE edition SET root_hash = 'x' WHERE number = 1");
        CHECK(finds(store, "edition 1: its root hash does not follow"));
    }
}
