#include "data/import_frame.hpp"
#include "data/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/export_refusal.hpp"
#include "tests/support/scratch_store.hpp"

#include <random>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using spatial::Frame;

namespace {

/// A block of 8 x 8 cells, about 1.6 km wide.
WorldPtr block(ScratchStore &store) {
    store.publish(draw_town(std::vector<std::string>(8, "aaaaaaaa"), {{"a", "grid", ""}}), 0);
    return store.load();
}

FrameSample points_in(Frame truth, Frame declared, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> cell(0, 7);
    FrameSample sample;
    for (int i = 0; i < 200; ++i) {
        sample.add(spatial::from_store_frame(spatial::to_lonlat(cell_middle(cell(random), cell(random))), truth), declared);
    }
    return sample;
}

} // namespace

TEST_CASE("points given as WGS84 that fit the ground only as GCJ-02 or BD-09 raise a suspicion") {
    const auto seed = GENERATE(601U, 602U);
    CAPTURE(seed);
    ScratchStore store;
    const auto world = block(store);
    for (const auto truth : {Frame::gcj02, Frame::bd09}) {
        const auto fit = points_in(truth, Frame::wgs84, seed).fit(*world);
        REQUIRE(fit);
        CHECK(fit->suspected == truth);
        CHECK(fit->at_home < fit->points);
        CHECK_FALSE(points_in(truth, truth, seed).fit(*world).value().suspected);
    }
    CHECK_FALSE(points_in(Frame::cgcs2000, Frame::cgcs2000, seed).fit(*world).value().suspected);
}

TEST_CASE("points deep inside the ground are told by the objects that the store has, and by its buildings") {
    StoreContent content;
    content.coverages.push_back(draw_town(std::vector<std::string>(60, std::string(60, 'a')), {{"a", "grid", ""}}));
    content.valid_from = 1'000;
    std::mt19937 random(631);
    std::uniform_int_distribution<int> cell(25, 35);
    std::vector<spatial::LatticePoint> places;
    for (int i = 0; i < 50; ++i) {
        const auto place = cell_middle(cell(random), cell(random));
        places.push_back(place);
        BuildingRow building;
        building.code = "B" + std::to_string(i);
        building.at = place;
        building.footprint = {{place.x - 900, place.y - 900}, {place.x + 900, place.y - 900}, {place.x, place.y + 900}};
        content.buildings.push_back(building);
    }
    ScratchFolder folder;
    const auto store = new_store(folder.path() / "s.sqlite", std::move(content));
    const auto world = store->world();
    const auto fit = [&](Frame truth, Frame declared, bool known, std::int32_t aside) {
        FrameSample sample;
        for (const auto place : places) {
            const spatial::LatticePoint there{place.x + aside, place.y};
            sample.add(spatial::from_store_frame(spatial::to_lonlat(there), truth), declared,
                       known ? std::optional(place) : std::nullopt);
        }
        return sample.fit(*world).value();
    };
    for (const auto truth : {Frame::gcj02, Frame::bd09, Frame::cgcs2000}) {
        CAPTURE(static_cast<int>(truth));
        const auto declared = truth == Frame::cgcs2000 ? Frame::gcj02 : Frame::wgs84;
        CHECK(fit(truth, declared, true, 1'500).suspected == truth);
        CHECK(fit(truth, declared, true, 1'500).home == spatial::FrameHome::objects);
        CHECK(fit(truth, declared, false, 0).suspected == truth);
        CHECK(fit(truth, declared, false, 0).home == spatial::FrameHome::buildings);
        CHECK_FALSE(fit(truth, declared, false, 1'500).suspected); // on the street: nothing to compare with
        CHECK_FALSE(fit(truth, truth, true, 0).suspected);
        CHECK_FALSE(fit(truth, truth, false, 0).suspected);
    }
}

TEST_CASE("points of another frame than the first are left out of the sample") {
    ScratchStore store;
    const auto world = block(store);
    auto sample = points_in(Frame::cgcs2000, Frame::wgs84, 611);
    sample.add({104, 36}, Frame::gcj02);
    CHECK(sample.fit(*world).value().points == 200);
}

TEST_CASE("without points or without ground nothing is said about a frame") {
    ScratchStore store;
    CHECK_FALSE(points_in(Frame::gcj02, Frame::wgs84, 621).fit(*store.load()));
    const auto world = block(store);
    CHECK_FALSE(FrameSample().fit(*world));
}
