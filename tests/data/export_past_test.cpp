#include "data/edition_hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/export_refusal.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("an earlier edition is written as it was published") {
    ScratchFolder folder;
    const GdalTool tool;
    StoreContent content;
    content.coverages.push_back(two_communities());
    content.valid_from = 1'000;
    const auto store = new_store(folder.path() / "s.sqlite", std::move(content));
    const auto first = store->world()->themes[0];
    ExportRequest request;
    request.format = ExportFormat::geojson;
    export_to_file(*store, request, folder.path() / "1.geojson", false);
    auto changed = theme_content(*store->world(), "base");
    changed.grids[changed.grids.size() - 1].name = "改名";
    const auto moved = draw_town({"aaaac", "aaMbN", "c....", "cNN.."}, {{"T", "township", ""},
                                                                        {"M", "community", "T"},
                                                                        {"N", "community", "T"},
                                                                        {"a", "grid", "M"},
                                                                        {"b", "grid", "M"},
                                                                        {"c", "grid", "N"}});
    changed.coverage = moved.coverage;
    REQUIRE(store->submit({"test"}, PublishChange{.content = changed, .valid_from = 2'000, .note = "", .source = ""})
                .get()
                .edition == 2);
    const auto past = store->theme_at("base", 1);
    CHECK(hashes_of(*past, *store->world()->divisions) == hashes_of(*first, *store->world()->divisions));
    for (GridIndex i = 1; i < first->grids.size(); ++i) {
        CHECK(past->grids[past->find(first->grids[i].code)].label_point == first->grids[i].label_point);
    }
    CHECK(store->edition_at(1'500) == 1);
    CHECK(store->edition_at(999) == 0);
    request.edition = 1;
    export_to_file(*store, request, folder.path() / "again.geojson", false);
    CHECK(text_of(folder.path() / "again.geojson") == text_of(folder.path() / "1.geojson"));
    request.edition = 0;
    request.at = 1'500;
    export_to_file(*store, request, folder.path() / "then.geojson", false);
    CHECK(text_of(folder.path() / "then.geojson") == text_of(folder.path() / "1.geojson"));
    request.at = 999;
    CHECK_THAT(refusal(*store, request, folder.path() / "n.geojson"), ContainsSubstring("no edition had been published"));
    request.at.reset();
    request.edition = 3;
    CHECK_THAT(refusal(*store, request, folder.path() / "n.geojson"), ContainsSubstring("editions 1 to 2"));
}

TEST_CASE("lines that run along the border of a unit, end on it or cross it touch it") {
    ScratchFolder folder;
    const GdalTool tool;
    StoreContent content;
    content.coverages.push_back(
        draw_town({"aabb", //
                   "a.ab", //
                   "aabb"},
                  {{"T", "township", ""}, {"M", "community", "T"}, {"a", "grid", "M"}, {"b", "grid", "M"}}));
    constexpr std::int32_t half = town_cell / 2;
    const auto at = [](int column, int row) { return cell_middle(column, row); };
    const auto line = [&](const char *code, std::vector<spatial::LatticePoint> course) {
        content.reference_lines.push_back({.code = code, .name = {}, .kind = "street", .line = std::move(course)});
    };
    const auto [x, y] = at(3, 1);
    line("along", {{x - half, y + half}, {x + half, y + half}}); // a side of b's own, of which a has the west end
    line("side", {{x - half, y + half}, {x - half, y - half}});  // the side between the two
    line("ends", {{x + half, y}, {x - half, y}});                // from the east up to the side
    line("over", {{x, y + town_cell}, {x, y}});                  // within b
    line("in", {at(0, 0), at(0, 2)});                            // within a
    const auto hole = at(1, 1);
    line("hole", {{hole.x, hole.y}, {hole.x + half, hole.y}});    // up to the border of the hole
    line("free", {{hole.x - 1, hole.y}, {hole.x + 1, hole.y}});   // within the hole
    line("across", {{x + town_cell, y}, {x - 4 * town_cell, y}}); // over all of it, with no corner in it
    content.valid_from = 1'000;
    const auto store = new_store(folder.path() / "s.sqlite", std::move(content));
    ExportRequest request;
    request.layer = ImportLayer::reference_lines;
    request.format = ExportFormat::csv;
    request.within = "a";
    export_to_file(*store, request, folder.path() / "a.csv", false);
    const auto text = text_of(folder.path() / "a.csv");
    for (const char *code : {"along", "side", "ends", "in", "hole", "across"}) {
        CAPTURE(code);
        CHECK_THAT(text, ContainsSubstring('"' + std::string(code) + '"'));
    }
    CHECK_THAT(text, !ContainsSubstring("\"over\"") && !ContainsSubstring("\"free\""));
}

TEST_CASE("a roster of a day has the seats of the grids of that day, whatever became of them") {
    ScratchFolder folder;
    StoreContent content;
    content.coverages.push_back(two_communities());
    content.valid_from = 1'000;
    content.people = {{.code = "P1", .name = "王一", .phone = {}, .org_code = {}},
                      {.code = "P2", .name = "李二", .phone = {}, .org_code = {}}};
    content.roles = {{.code = "member", .label_zh = "员", .label_en = "member"}};
    for (const char *grid : {"b", "c"}) {
        content.assignments.push_back({.person_code = *grid == 'b' ? "P1" : "P2",
                                       .theme = "base",
                                       .grid_code = grid,
                                       .role = "member",
                                       .from = 1'000,
                                       .to = always_to});
    }
    const auto store = new_store(folder.path() / "s.sqlite", std::move(content));
    const auto merged = draw_town(
        {"aaaac", "aaMaN", "c....", "cNN.."},
        {{"T", "township", ""}, {"M", "community", "T"}, {"N", "community", "T"}, {"a", "grid", "M"}, {"c", "grid", "N"}});
    REQUIRE(
        store->submit({"test"}, PublishChange{.content = merged, .valid_from = 2'000, .note = "", .source = ""}).get().changed);
    const auto grids_at = [&](std::optional<TimeMs> at, const std::string &within, ImportLayer layer) {
        ExportRequest request;
        request.layer = layer;
        request.format = ExportFormat::csv;
        request.at = at;
        request.within = within;
        const auto text = export_to_bytes(*store, request, 10'000);
        return std::string(text.find("P1") != std::string::npos ? "b" : "") + (text.find("P2") != std::string::npos ? "c" : "");
    };
    for (const auto layer : {ImportLayer::roster, ImportLayer::assignments}) {
        CHECK(grids_at(1'500, "", layer) == "bc");
        CHECK(grids_at(1'500, "M", layer) == "b");
        CHECK(grids_at(1'500, "b", layer) == "b"); // which is closed since
        CHECK(grids_at(1'500, "N", layer) == "c");
        CHECK(grids_at(2'500, "", layer) == "c");
        CHECK(grids_at(2'500, "M", layer).empty());
        CHECK(grids_at({}, "", layer) == "c");
    }
    ExportRequest request;
    request.layer = ImportLayer::roster;
    request.at = 2'500;
    request.within = "b";
    CHECK_THAT(refusal(*store, request, folder.path() / "r.csv"), ContainsSubstring("there is no grid 'b'"));
}
