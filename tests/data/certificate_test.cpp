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

    SECTION("figures that are not those of the ground, of old editions too") {
        database.exec("CREATE TEMP TABLE sound AS SELECT * FROM certificate");
        for (const auto *forged :
             {"doubled_area = '1'", "nodes = 1", "faces = 99", "arcs = arcs + 1", "grids = 4", "violations = 7"}) {
            for (const auto *edition : {"1", "2"}) {
                CAPTURE(forged, edition);
                database.exec(std::string("UPDATE certificate SET ") + forged + " WHERE edition = " + edition);
                CHECK(finds(store, std::string("edition ") + edition + " of base: it is certified with"));
                database.exec("DELETE FROM certificate; INSERT INTO certificate SELECT * FROM sound");
            }
        }
    }
    SECTION("broken invariants") {
        database.exec("UPDATE certificate SET violations = 7 WHERE edition = 1");
        CHECK(finds(store, "edition 1 of base: it is certified with 7 broken invariants, the store holds 0"));
    }
    SECTION("a certificate that is missing, and one too many") {
        database.exec("DELETE FROM certificate WHERE edition = 2");
        CHECK(finds(store, "edition 2 of base: its certificate is missing"));
        database.exec(
            "INSERT INTO certificate SELECT 2, 'enterprise', grids, faces, arcs, nodes, doubled_area, violations, checked_at "
            "FROM certificate WHERE edition = 1");
        CHECK(finds(store, "edition 2 of enterprise: it is certified, but the edition did not change this theme"));
    }
    SECTION("what an edition recorded of itself") {
        database.exec("UPDATE edition_theme SET attribute_hash = 'x' WHERE edition = 1");
        CHECK(finds(store, "edition 1 of base: what the store keeps of it is not what it recorded"));
        database.exec("UPDATE edition_theme SET grid_count = 99 WHERE edition = 1");
        CHECK(finds(store, "edition 1 of base: it is recorded with 99 grids, the store holds"));
    }
    SECTION("a version of a grid that is not the one of then") {
        database.exec("UPDATE grid_version SET name = 'x' WHERE edition_from = 1 AND edition_to = 2");
        CHECK(finds(store, "edition 1 of base: what the store keeps of it is not what it recorded"));
    }
    SECTION("a root hash that does not follow") {
        database.exec("UPDATE edition SET root_hash = 'x' WHERE number = 1");
        CHECK(finds(store, "edition 1: its root hash does not follow"));
    }
}
