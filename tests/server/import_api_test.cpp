#include "server/api/import_call.hpp"
#include "server/api_error.hpp"
#include "server/http/body_file.hpp"
#include "server/http/request_reader.hpp"
#include "server/http/spool_thread.hpp"
#include "server/service/import_service.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/import_office.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/shapefile.hpp"
#include "tests/support/zip_file.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <simdjson.h>
#include <sys/stat.h>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("an upload is checked, reported, accepted, and then stands in the World") {
    Office office;
    const auto before = office.world()->revision;
    const auto ready = office.upload(camera_call, two_cameras);
    CHECK(plain(ready, "/state") == "ready");
    CHECK(member(ready, "/report/added") == "2");
    CHECK(member(ready, "/report/dry_run") == "true");
    CHECK(plain(ready, "/account") == "office");
    CHECK(office.world()->revision == before);
    const auto id = plain(ready, "/id");
    const auto taken = office.ask(Method::post, "/v1/imports/" + id + "/accept");
    CHECK(taken.status == 202);
    const auto accepted = office.settled(id);
    CHECK(plain(accepted, "/state") == "accepted");
    CHECK(member(accepted, "/report/written") == "true");
    CHECK(office.world()->cameras->find("C1") != nullptr);
    CHECK_FALSE(std::filesystem::exists(office.folder() / id));
    const auto again = office.ask(Method::post, "/v1/imports/" + id + "/accept");
    CHECK(again.status == 409);
    CHECK(plain(again, "/code") == "not_ready");
}

TEST_CASE("an upload without a dry run is written at once, and the same again changes nothing") {
    Office office;
    const auto first = office.upload(camera_call + "&dry_run=false", two_cameras);
    CHECK(plain(first, "/state") == "accepted");
    CHECK(member(first, "/report/added") == "2");
    const auto revision = office.world()->revision;
    const auto second = office.upload(camera_call + "&dry_run=false", two_cameras);
    CHECK(plain(second, "/state") == "accepted");
    CHECK(member(second, "/report/unchanged") == "2");
    CHECK(office.world()->revision == revision);
}

TEST_CASE("what was accepted is checked against the store as it is by then") {
    Office office;
    const auto id = plain(office.upload(camera_call, two_cameras), "/id");
    office.upload(camera_call + "&dry_run=false", "code,name,lon,lat\nC1,别的,104.172,36.538\n");
    const auto revision = office.world()->revision;
    CHECK(office.ask(Method::post, "/v1/imports/" + id + "/accept").status == 202);
    const auto shown = office.settled(id);
    CHECK(plain(shown, "/state") == "ready");
    CHECK(member(shown, "/changed_since_dry_run") == "true");
    CHECK(member(shown, "/report/added") == "1");
    CHECK(member(shown, "/report/changed") == "1");
    CHECK(office.world()->revision == revision);
    CHECK(office.ask(Method::post, "/v1/imports/" + id + "/accept").status == 202);
    CHECK(plain(office.settled(id), "/state") == "accepted");
    CHECK(office.world()->cameras->find("C1")->name == "东门");
}

TEST_CASE("a change of the same object after the dry run is not overwritten by accepting it") {
    Office office;
    office.upload(camera_call + "&dry_run=false", two_cameras);
    const auto id =
        plain(office.upload(camera_call, "code,name,lon,lat\nC1,东大门,104.171,36.539\nC2,西门,104.175,36.539\n"), "/id");
    const auto patched = [&](const std::string &body) {
        return office.town.write(Method::patch, "/v1/cameras/C1", body, {{"If-Match", "*"}}).status;
    };
    const auto accepted = [&] {
        CHECK(office.ask(Method::post, "/v1/imports/" + id + "/accept").status == 202);
        return office.settled(id);
    };
    const auto refused = [&] {
        const auto shown = accepted();
        CHECK(plain(shown, "/state") == "ready");
        CHECK(member(shown, "/changed_since_dry_run") == "true");
        CHECK(member(shown, "/report/dry_run") == "true");
        CHECK(member(shown, "/report/changed") == "1");
        return shown;
    };
    REQUIRE(patched(R"({"name": "正门"})") == 200);
    CHECK(plain(refused(), "/report/renamed/0/from") == "正门");
    CHECK(office.world()->cameras->find("C1")->name == "正门");

    REQUIRE(patched(R"({"lon": 104.173, "lat": 36.538})") == 200);
    CHECK(member(refused(), "/report/moved") != "[]");
    CHECK(office.world()->cameras->find("C1")->name == "正门");

    REQUIRE(patched(R"({"platform": "视频网"})") == 200); // a column that the file does not have
    refused();
    REQUIRE(office.town.write(Method::patch, "/v1/cameras/C2", R"({"owner": "街道"})", {{"If-Match", "*"}}).status == 200);
    const auto done = accepted(); // C2 is not changed by the file
    CHECK(plain(done, "/state") == "accepted");
    CHECK(member(done, "/changed_since_dry_run") == "false");
    CHECK(office.world()->cameras->find("C1")->name == "东大门");
    CHECK(office.world()->cameras->find("C1")->platform == "视频网");
    CHECK(office.world()->cameras->find("C2")->owner == "街道");
}

TEST_CASE("what the dry run of a roster showed is not written over a change of it") {
    Office office;
    const std::string roster = "姓名,手机,网格,岗位,正副\n王一,13800005678,a,网格长,副\n";
    const auto id = plain(office.upload("/v1/imports?layer=roster&filename=r.csv", roster), "/id");
    const auto &held = office.world()->roster->assignments[0][office.world()->themes[0]->find("a")];
    const auto first = std::ranges::find(held, true, &data::Assignment::primary);
    REQUIRE(first != held.end());
    const auto target = fmt::format("/v1/assignments/{}", first->id);
    REQUIRE(office.town.write(Method::patch, target, R"({"on_duty": false})", {{"If-Match", "*"}}).status == 200);
    CHECK(office.ask(Method::post, "/v1/imports/" + id + "/accept").status == 202);
    const auto shown = office.settled(id);
    CHECK(plain(shown, "/state") == "ready");
    CHECK(member(shown, "/changed_since_dry_run") == "true");
}

TEST_CASE("a call translates the values of a file as a mapping file does") {
    Office office;
    const std::string call = "/v1/imports?layer=cameras&frame=cgcs2000&filename=c.csv&dry_run=false&map=";
    const std::string file = "code,类型,lon,lat\nC1,快球,104.171,36.539\nC2,,104.175,36.539\n";
    const auto taken = office.upload(call + R"({"kind":{"field":"类型","codes":{"快球":"ptz_dome","":"other"}}})", file);
    CAPTURE(taken.text());
    CHECK(plain(taken, "/state") == "accepted");
    REQUIRE(office.world()->cameras->find("C1") != nullptr);
    CHECK(office.world()->cameras->find("C1")->kind == "ptz_dome");
    CHECK(office.world()->cameras->find("C2")->kind == "other");
    const auto refusal = [&](const std::string &map) {
        const auto response = office.ask(Method::post, call + map, file);
        CHECK(response.status == 400);
        CHECK(plain(response, "/code") == "bad_map");
        CHECK(plain(response, "/field") == "map");
        return plain(response, "/detail");
    };
    CHECK_THAT(refusal(R"({"kind":{"field":"类型","codes":{"快球":"telescope"}}})"),
               ContainsSubstring("map line 1") && ContainsSubstring("kind has no code 'telescope'"));
    CHECK_THAT(refusal(R"({"colour":{"field":"类型","codes":{"快球":"dome"}}})"), ContainsSubstring("no column 'colour'"));
    CHECK_THAT(refusal(R"({"kind":["类型"]})"), ContainsSubstring("a column is the name of a field, or"));
    CHECK_THAT(refusal("[]"), ContainsSubstring("JSON object of columns and fields"));
}

TEST_CASE("an upload that is sent twice with one key is one import") {
    Office office;
    const auto send = [&](const std::string &key, const std::string &body, const std::string &target = camera_call) {
        return office.ask(Method::post, target, body, "write", octets, key);
    };
    const auto first = send("k1", two_cameras);
    REQUIRE(first.status == 202);
    const auto id = plain(first, "/id");
    CHECK(plain(send("k1", two_cameras), "/id") == id);
    office.settled(id);
    const auto later = send("k1", two_cameras);
    CHECK(later.status == 202);
    CHECK(plain(later, "/id") == id);
    CHECK(plain(later, "/state") == "ready");
    CHECK(plain(send("k2", two_cameras), "/id") != id);
    for (const auto &other : {send("k1", two_cameras + "\n"), send("k1", two_cameras, camera_call + "&dry_run=false")}) {
        CHECK(other.status == 422);
        CHECK(plain(other, "/code") == "idempotency_key_reused");
    }
    CHECK(plain(send("a key", two_cameras), "/code") == "bad_idempotency_key");

    const auto accept = [&](const std::string &key) {
        return office.ask(Method::post, "/v1/imports/" + id + "/accept", {}, "write", octets, key);
    };
    CHECK(accept("k3").status == 202);
    CHECK(plain(office.settled(id), "/state") == "accepted");
    CHECK(accept("k3").status == 202);
    CHECK(plain(accept("k3"), "/state") == "accepted");
    CHECK(accept("k4").status == 409);
}

TEST_CASE("an upload can be discarded with its file") {
    Office office;
    const auto id = plain(office.upload(camera_call, two_cameras), "/id");
    CHECK(std::filesystem::exists(office.folder() / id));
    const auto gone = office.ask(Method::del, "/v1/imports/" + id);
    CHECK(gone.status == 204);
    CHECK(gone.text().empty());
    CHECK_FALSE(std::filesystem::exists(office.folder() / id));
    for (const auto method : {Method::get, Method::del}) {
        const auto response = office.ask(method, "/v1/imports/" + id);
        CHECK(response.status == 404);
        CHECK(plain(response, "/code") == "no_such_import");
    }
    CHECK(office.ask(Method::del, "/v1/imports/" + id, {}, "").status == 401);
    CHECK(office.ask(Method::del, "/v1/imports/" + id, {}, office.town.key()).status == 403);
}

TEST_CASE("what an upload lacks is told in the words of the call, and no path of this machine") {
    Office office;
    const auto no_frame = office.upload("/v1/imports?layer=cameras&kind=dome&filename=c.csv", two_cameras);
    CHECK(plain(no_frame, "/state") == "refused");
    CHECK_THAT(plain(no_frame, "/error/detail"), ContainsSubstring("say frame wgs84"));
    const auto no_kind = office.upload("/v1/imports?layer=cameras&frame=cgcs2000&filename=c.csv", two_cameras);
    CHECK_THAT(plain(no_kind, "/report/problems/0/reason"), ContainsSubstring("or one for all with kind"));
    std::vector<ZipEntry> entries;
    for (const std::string name : {"a.csv", "b.csv"}) {
        entries.push_back({.name = name, .bytes = two_cameras});
    }
    const ScratchFolder folder;
    write_zip(folder.path() / "c.zip", entries);
    std::ifstream file(folder.path() / "c.zip", std::ios::binary);
    const std::string zip{std::istreambuf_iterator<char>(file), {}};
    const auto several = office.upload("/v1/imports?layer=cameras&kind=dome&frame=cgcs2000&filename=c.zip", zip);
    CHECK_THAT(plain(several, "/error/detail"), ContainsSubstring("choose one with source_layer"));
    for (const auto &response : {no_frame, no_kind, several}) {
        CHECK_THAT(std::string(response.text()), !ContainsSubstring("--") && !ContainsSubstring(office.folder().string()));
    }
}

TEST_CASE("the monthly file of a platform is taken by its own keys, and what vanished from it is told") {
    Office office;
    const std::string call =
        "/v1/imports?layer=cameras&kind=dome&frame=cgcs2000&filename=c.csv&dry_run=false&source=video&key=id";
    const auto first = office.upload(call, "id,name,lon,lat\nV1,东门,104.171,36.539\nV2,西门,104.175,36.539\n");
    CHECK(plain(first, "/state") == "accepted");
    const auto second = office.upload(call, "id,name,lon,lat\nV2,西门,104.175,36.539\n");
    CHECK(member(second, "/report/unchanged") == "1");
    CHECK(member(second, "/report/source/vanished/0/key") == "\"V1\"");
    CHECK(office.world()->cameras->find("V1") != nullptr);
    const auto none = office.upload(call.substr(0, call.find("&source")) + "&key=id", two_cameras);
    CHECK(plain(none, "/state") == "refused");
    CHECK_THAT(plain(none, "/error/detail"), ContainsSubstring("which system the file comes from"));
}

TEST_CASE("an upload whose columns hold eastings and northings is carried by its system") {
    Office office;
    const std::string call =
        "/v1/imports?layer=cameras&kind=dome&filename=c.csv&dry_run=false&map={\"lon\":\"X\",\"lat\":\"Y\"}";
    const std::string file = "code,name,X,Y\nC1,gate,35425765.4801,4045672.0211\n"; // 104.171, 36.539
    const auto taken = office.upload(call + "&crs=EPSG:4523", file);
    CAPTURE(taken.text());
    REQUIRE(plain(taken, "/state") == "accepted");
    const auto at = spatial::to_lonlat(office.world()->cameras->find("C1")->at);
    CHECK(at.lon == Approx(104.171).margin(2e-7));
    CHECK(at.lat == Approx(36.539).margin(2e-7));
    const auto other = office.upload(call + "&crs=EPSG:4524", file);
    CHECK(plain(other, "/state") == "refused");
    CHECK_THAT(plain(other, "/error/detail"), ContainsSubstring("EPSG:4523"));
}

TEST_CASE("an upload in a city's own grid is carried by the control points that come with it") {
    Office office;
    // a plane whose origin lies at 104.17, 36.535: metres east and north, as the ellipsoid has them there
    const std::string points =
        "id%2Cx%2Cy%2Clon%2Clat%0AA%2C0%2C0%2C104.1700000%2C36.535%0AB%2C894.904%2C0.046%2C104.1800000%2C36.535%0A"
        "C%2C0%2C1109.786%2C104.1700000%2C36.545%0AD%2C894.791%2C1109.832%2C104.1800000%2C36.545%0A";
    const std::string call = "/v1/imports?layer=cameras&kind=dome&filename=c.zip&dry_run=false&elsewhere=true&control_points=";
    const auto zipped = [&](double x, double y) {
        const auto folder = office.town.db().parent_path() / "plan";
        std::filesystem::create_directories(folder);
        write_shapefile(folder / "c.shp",
                        {.fields = {"code", "name"}, .rows = {{{{x, y}}, {"C1", "gate"}}}, .prj = {}, .cpg = {}});
        std::vector<ZipEntry> entries;
        for (const auto &part : std::filesystem::directory_iterator(folder)) {
            std::ifstream file(part.path(), std::ios::binary);
            entries.push_back({part.path().filename().string(), std::string(std::istreambuf_iterator<char>(file), {})});
        }
        write_zip(folder / "c.zip", entries);
        std::ifstream file(folder / "c.zip", std::ios::binary);
        std::string bytes(std::istreambuf_iterator<char>(file), {});
        std::filesystem::remove_all(folder);
        return bytes;
    };
    const auto taken = office.upload(call + points, zipped(89.49, 443.91));
    CAPTURE(taken.text());
    REQUIRE(plain(taken, "/state") == "accepted");
    CHECK(plain(taken, "/report/datum/kind").empty() == false);
    const auto at = spatial::to_lonlat(office.world()->cameras->find("C1")->at);
    CHECK(at.lon == Approx(104.171).margin(2e-6));
    CHECK(at.lat == Approx(36.539).margin(2e-6));
    const auto lone = office.upload(call + "id%2Cx%2Cy%2Clon%2Clat%0AA%2C0%2C0%2C104.17%2C36.535%0A", zipped(1, 1));
    CHECK(plain(lone, "/state") == "refused");
    CHECK_THAT(plain(lone, "/error/detail"), ContainsSubstring("control point"));
    CHECK(std::filesystem::is_empty(office.folder()));
}

TEST_CASE("a file at fault is refused with its report or its reason, and the store is unchanged") {
    Office office;
    const auto before = office.world()->revision;
    const auto row = office.upload(camera_call, "code,name,lon,lat\nC1,东门,104.171,96\n");
    CHECK(plain(row, "/state") == "refused");
    CHECK_THAT(plain(row, "/report/problems/0/reason"), ContainsSubstring("out of range"));
    const auto frame = office.upload("/v1/imports?layer=cameras&filename=c.csv&dry_run=false", two_cameras);
    CHECK(plain(frame, "/state") == "refused");
    CHECK(member(frame, "/report") == "null");
    CHECK_THAT(plain(frame, "/error/detail"), ContainsSubstring("frame"));
    const auto mapped = office.upload(camera_call + "&map=%7B%22name%22%3A%22nowhere%22%7D", two_cameras);
    CHECK_THAT(plain(mapped, "/error/detail"), ContainsSubstring("nowhere"));
    const auto broken = office.upload("/v1/imports?layer=grids&level=grid&filename=a.zip", "PK not really");
    CHECK(plain(broken, "/state") == "refused");
    CHECK(office.world()->revision == before);
    CHECK(std::filesystem::is_empty(office.folder()));
}

TEST_CASE("imports need a key, and one that may write") {
    Office office;
    for (const auto &[method, target] :
         {std::pair(Method::post, camera_call), std::pair(Method::get, std::string("/v1/imports/x")),
          std::pair(Method::post, std::string("/v1/imports/x/accept"))}) {
        CHECK(office.ask(method, target, two_cameras, "").status == 401);
        CHECK(office.ask(method, target, two_cameras, "jwk_wrong").status == 401);
        const auto forbidden = office.ask(method, target, two_cameras, office.town.key());
        CHECK(forbidden.status == 403);
        CHECK(plain(forbidden, "/code") == "write_needed");
    }
    CHECK_FALSE(std::filesystem::exists(office.folder()));
    CHECK(office.ask(Method::get, "/v1/imports/x").status == 404);
    CHECK(office.ask(Method::post, "/v1/imports/x/accept").status == 404);
}

TEST_CASE("a wrong call of an upload is refused before anything is kept, naming the field") {
    Office office;
    const auto [query, code, field] = GENERATE(table<std::string, std::string, std::string>({
        {"filename=a.csv", "missing_parameter", "layer"},
        {"layer=roads&filename=a.csv", "unknown_layer", "layer"},
        {"layer=cameras", "missing_parameter", "filename"},
        {"layer=cameras&filename=..%2Fa.csv", "bad_filename", "filename"},
        {"layer=cameras&filename=.a.csv", "bad_filename", "filename"},
        {"layer=cameras&filename=-a.csv", "bad_filename", "filename"},
        {"layer=cameras&filename=http%3A%2F%2Fx%2Fa.csv", "bad_filename", "filename"},
        {"layer=cameras&filename=a%0A.csv", "bad_filename", "filename"},
        {"layer=cameras&filename=%FF.csv", "bad_filename", "filename"},
        {"layer=cameras&filename=a.vrt", "unknown_format", "filename"},
        {"layer=cameras&filename=a.shp", "unknown_format", "filename"},
        {"layer=cameras&filename=csv", "unknown_format", "filename"},
        {"layer=cameras&filename=a.csv&dry_run=yes", "not_a_flag", "dry_run"},
        {"layer=cameras&filename=a.csv&frame=mars", "unknown_frame", "frame"},
        {"layer=grids&filename=a.zip&priority=rank", "missing_parameter", "fix"},
        {"layer=cameras&filename=a.csv&frame=gcj02&crs=EPSG:4490", "crs_and_frame", "frame"},
        {"layer=cameras&filename=a.csv&map=%5B1%5D", "bad_map", "map"},
        {"layer=cameras&filename=a.csv&map=%7B%22name%22%3A%22a%22%2C%22name%22%3A%22b%22%7D", "bad_map", "map"},
        {"layer=cameras&filename=a.csv&map=%7B%22code%22%3A1%7D", "bad_map", "map"},
        {"layer=cameras&filename=a.csv&colour=red", "unknown_parameter", "colour"},
        {"layer=cameras&filename=a.csv&datum_parameters=x&control_points=y", "datum_twice", "datum_parameters"},
        {"layer=cameras&filename=a.csv&control_points=y&fit=5", "bad_fit", "fit"},
        {"layer=cameras&filename=a.csv&fit=7", "missing_parameter", "control_points"},
        {"layer=cameras&filename=a.csv&control_points=y&residual_limit_m=50", "out_of_range", "residual_limit_m"},
        {"layer=cameras&filename=a.csv&moved_m=-1", "out_of_range", "moved_m"},
    }));
    CAPTURE(query);
    const auto response = office.ask(Method::post, "/v1/imports?" + query, two_cameras);
    CHECK(response.status == 400);
    CHECK(plain(response, "/code") == code);
    CHECK(plain(response, "/field") == field);
    wait_until([&] { return std::filesystem::is_empty(office.folder()); }); // what was kept meanwhile is removed by and by
}

TEST_CASE("an upload takes fewer rows than the command line, which is named to those who have more") {
    Office office;
    Request request;
    request.method = Method::post;
    request.target = camera_call;
    const auto import = read_import_call(request, *office.world()).import;
    CHECK(import.most_rows == 500'000);
    CHECK_THAT(import.larger_files, ContainsSubstring("stop the server and run `jingwei import`"));
}

TEST_CASE("an upload says its type and has a body") {
    Office office;
    CHECK(office.ask(Method::post, camera_call, two_cameras, "write", "text/csv").status == 400);
    CHECK(plain(office.ask(Method::post, camera_call, ""), "/code") == "empty_body");
}

TEST_CASE("a body on a spooling route goes into a private file and not into memory") {
    const ScratchFolder folder;
    const auto spool = folder.path() / "uploads";
    std::filesystem::path kept = folder.path() / "kept.csv";
    {
        RequestReader reader;
        const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        const auto give = [&](const std::string &bytes) {
            std::ranges::copy(bytes, reader.room().begin());
            reader.received(bytes.size());
        };
        give(head);
        REQUIRE(reader.next() == RequestReader::Step::header_ready);
        reader.limit_body(10);
        reader.request().body_file = std::make_shared<BodyFile>(spool);
        give("4\r\nabcd\r\n");
        REQUIRE(reader.next() == RequestReader::Step::need_more);
        give("3\r\nefg\r\n0\r\n\r\n");
        REQUIRE(reader.next() == RequestReader::Step::request_ready);
        CHECK(reader.request().body.empty());
        CHECK(reader.request().body_file->size() == 7);
        struct stat status {};
        REQUIRE(stat(spool.c_str(), &status) == 0);
        CHECK((status.st_mode & 0777U) == 0700U);
        reader.request().body_file->move_to(kept);
        reader.start_next();
    }
    std::ifstream file(kept);
    CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "abcdefg");
    CHECK(std::filesystem::is_empty(spool));
    RequestReader reader;
    const std::string bytes = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n";
    std::ranges::copy(bytes, reader.room().begin());
    reader.received(bytes.size());
    REQUIRE(reader.next() == RequestReader::Step::header_ready);
    reader.limit_body(10);
    reader.request().body_file = std::make_shared<BodyFile>(spool);
    REQUIRE(reader.next() == RequestReader::Step::fault);
    CHECK(reader.fault().status == 413);
    reader.start_next();
    CHECK(std::filesystem::is_empty(spool));
}

TEST_CASE("a body in a file is the same however it was written out, and hashed only where somebody asks") {
    const ScratchFolder folder;
    const auto all = std::string(BodyFile::most_waiting, 'a') + "bc";
    BodyFile pieces(folder.path() / "uploads", true);
    BodyFile whole(folder.path() / "uploads", true);
    CHECK(pieces.append("a"));
    pieces.write_out();
    CHECK_FALSE(pieces.is_full());
    CHECK(pieces.append(std::string_view(all).substr(1)));
    CHECK(pieces.is_full());
    pieces.write_out();
    CHECK_FALSE(pieces.is_full());
    CHECK(whole.append(all));
    CHECK(pieces.digest() == whole.digest());
    CHECK(pieces.size() == all.size());
    CHECK(pieces.append("d"));
    CHECK(pieces.digest() != whole.digest());
    whole.move_to(folder.path() / "kept");
    std::ifstream file(folder.path() / "kept");
    CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == all);
}

TEST_CASE("jobs of the spool run in their order, and in the caller's thread once it has stopped") {
    SpoolThread spool;
    std::vector<int> done;
    std::vector<std::thread::id> threads;
    for (int i = 0; i < 100; ++i) {
        spool.submit([&, i] {
            done.push_back(i);
            threads.push_back(std::this_thread::get_id());
        });
    }
    spool.stop();
    REQUIRE(done.size() == 100);
    CHECK(std::ranges::is_sorted(done));
    CHECK(std::ranges::count(threads, std::this_thread::get_id()) == 0);
    spool.submit([&] { threads.push_back(std::this_thread::get_id()); });
    CHECK(threads.back() == std::this_thread::get_id());
    spool.stop();
}

TEST_CASE("an upload is accepted while somebody goes on changing other objects") {
    Office office;
    const auto id = plain(office.upload(camera_call, two_cameras), "/id");
    REQUIRE(office.ask(Method::post, "/v1/imports/" + id + "/accept").status == 202);
    data::CameraRow other = office.world()->cameras->rows[0];
    Response shown;
    int edits = 0;
    do {
        other.name = "edit " + std::to_string(++edits);
        office.town.app().api().store.submit({"somebody"}, data::UpsertCamera{other}).get();
        shown = office.ask(Method::get, "/v1/imports/" + id);
    } while (plain(shown, "/state") == "queued" || plain(shown, "/state") == "running");
    CHECK(plain(shown, "/state") == "accepted");
    CHECK(member(shown, "/changed_since_dry_run") == "false");
    CHECK(office.world()->cameras->find("C1") != nullptr);
    CHECK(office.world()->cameras->find(other.code)->name == other.name);
}
