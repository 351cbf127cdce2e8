#include "data/layer.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace jingwei::data;

namespace {

const CodeLists lists{{"camera_kind", {{"ptz_dome", {"球机", "PTZ dome"}}, {"hd", {"高清", "HD"}}}}};

CameraRow camera(int number) {
    CameraRow row;
    row.id = number + 1;
    row.code = "99C" + std::to_string(number);
    row.kind = number % 2 == 0 ? "hd" : "ptz_dome";
    row.at = {1'041'000'000 + (number % 97) * 5'003, 365'000'000 + (number / 97) * 4'001};
    return row;
}

Layer<CameraRow> many_cameras(int count) {
    Rows<CameraRow> rows;
    for (int i = 0; i < count; ++i) {
        rows.push_back(camera(i));
    }
    return make_layer(std::move(rows), lists, "camera_kind", 7);
}

/// Chunks of `after` that `before` does not have.
template <class A> std::size_t copied_chunks(const A &before, const A &after) {
    std::set<const void *> known;
    for (std::size_t chunk = 0; chunk < before.chunk_count(); ++chunk) {
        known.insert(before.chunk_identity(chunk));
    }
    std::size_t copied = 0;
    for (std::size_t chunk = 0; chunk < after.chunk_count(); ++chunk) {
        copied += known.contains(after.chunk_identity(chunk)) ? 0 : 1;
    }
    return copied;
}

} // namespace

TEST_CASE("a changed attribute copies one chunk of rows and no points") {
    const auto before = many_cameras(5'000);
    CameraRow row = camera(1'234);
    row.name = "东门";
    const auto after = with_row(before, row, 8);
    CHECK(copied_chunks(before.rows, after.rows) == 1);
    CHECK(copied_chunks(before.points, after.points) == 0);
    CHECK(after.find("99C1234")->name == "东门");
    CHECK(before.find("99C1234")->name.empty());
    CHECK(after.revision == 8);
}

TEST_CASE("a moved row copies the chunk it leaves and the one it enters, which may split") {
    const auto before = many_cameras(5'000);
    CameraRow row = camera(1'234);
    row.at = camera(4'321).at;
    const auto after = with_row(before, row, 8);
    CHECK(copied_chunks(before.rows, after.rows) == 1);
    CHECK(copied_chunks(before.points, after.points) <= 3);
    CHECK(after.points.size() == before.points.size());
    CHECK(after.find("99C1234")->at == row.at);
}

TEST_CASE("a state that changes reaches the points") {
    const auto before = many_cameras(3);
    CameraRow row = camera(1);
    row.online = false;
    const auto after = with_row(before, row, 8);
    std::size_t offline = 0;
    after.points.for_each_in({0, 0, 0}, [&](const auto &entry) { offline += entry.state; });
    CHECK(offline == 1);
}

TEST_CASE("a new row is found by its code and a removed one no more") {
    const auto before = many_cameras(300);
    CameraRow row = camera(300);
    row.kind = "thermal";
    const auto added = with_row(before, row, 8);
    CHECK(added.size() == 301);
    CHECK(added.categories.back() == "thermal");
    CHECK(added.find("99C300")->id == 301);
    const auto removed = without_row(added, "99C5", 9);
    CHECK(removed.size() == 300);
    CHECK(removed.find("99C5") == nullptr);
    CHECK(added.find("99C5") != nullptr);
    const auto same = without_row(removed, "99C5", 10);
    CHECK(same.size() == 300);
    const auto again = with_row(removed, camera(5), 10);
    CHECK(again.find("99C5")->id == 6);
    CHECK(again.size() == 301);
}

TEST_CASE("a layer that is read anew keeps its rows in their slots, and holds what it would hold if built whole") {
    const unsigned seed = 11;
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (const int changes : {0, 1, 5, 60, 700}) {
        CAPTURE(changes);
        auto before = many_cameras(1'000);
        for (int i = 0; i < changes / 5; ++i) { // slots that are empty already
            before = without_row(before, camera(static_cast<int>(random() % 1'000)).code, 8);
        }
        std::map<std::int64_t, CameraRow> rows;
        for (std::size_t slot = 0; slot < before.rows.size(); ++slot) {
            if (before.rows[slot].id != 0) {
                rows.emplace(before.rows[slot].id, before.rows[slot]);
            }
        }
        for (int i = 0; i < changes; ++i) {
            const auto id = static_cast<std::int64_t>(1 + random() % 1'000);
            if (i % 3 == 0) {
                rows.erase(id);
            } else if (i % 3 == 1 && rows.contains(id)) {
                rows.at(id).at.x += 5;
                rows.at(id).code += "x";
            } else {
                rows.emplace(2'000 + i, camera(2'000 + i)).first->second.id = 2'000 + i;
            }
        }
        Rows<CameraRow> read;
        std::ranges::for_each(rows, [&](const auto &entry) { read.push_back(entry.second); });
        const auto after = with_rows(before, read, 9);
        CHECK(after.revision == 9);
        CHECK(after.size() == rows.size());
        for (const auto &[id, row] : rows) {
            const CameraRow *found = after.find(row.code);
            REQUIRE(found != nullptr);
            REQUIRE(*found == row);
        }
        std::size_t moved = 0;
        for (std::size_t slot = 0; slot < before.rows.size(); ++slot) {
            const std::int64_t id = before.rows[slot].id;
            moved += id != 0 && rows.contains(id) && after.rows[slot].id != id ? 1 : 0;
        }
        CHECK(moved == 0);
        const auto whole = make_layer(read, lists, "camera_kind", 9);
        std::vector<std::int64_t> ids;
        std::vector<std::int64_t> ids_of_whole;
        after.points.for_each_in({}, [&](const auto &entry) {
            ids.push_back(entry.id);
            CHECK(after.rows[entry.slot].id == entry.id);
        });
        whole.points.for_each_in({}, [&](const auto &entry) { ids_of_whole.push_back(entry.id); });
        CHECK(ids == ids_of_whole);
    }
}

TEST_CASE("the bytes of a layer grow with its rows") {
    CHECK(layer_bytes(many_cameras(2'000)) > layer_bytes(many_cameras(1'000)) + 1'000 * sizeof(CameraRow));
}
