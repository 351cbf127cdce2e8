#include "tests/support/import_office.hpp"

#include <algorithm>
#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("who has lost the ids of uploads finds those of the own account, the newest first") {
    Office office;
    CHECK(office.ask(Method::get, "/v1/imports", {}, "").status == 401);
    CHECK(office.ask(Method::get, "/v1/imports", {}, office.town.key()).status == 403);
    CHECK(member(office.ask(Method::get, "/v1/imports"), "/items") == "[]");
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i) {
        ids.push_back(plain(office.upload(camera_call, two_cameras), "/id"));
    }
    office.town.app().api().store.add_account({"test"}, "other", "a long enough password", "write");
    const auto others_key = office.town.app().api().store.add_key({"test"}, "other", "desk");
    CHECK(member(office.ask(Method::get, "/v1/imports", {}, others_key), "/items") == "[]");
    const auto listed = office.ask(Method::get, "/v1/imports");
    REQUIRE(listed.status == 200);
    std::vector<std::string> found;
    for (int i = 0; i < 3; ++i) {
        const auto item = fmt::format("/items/{}", i);
        found.push_back(plain(listed, item + "/id"));
        CHECK(plain(listed, item + "/state") == "ready");
        CHECK(plain(listed, item + "/layer") == "cameras");
        CHECK(member(listed, item + "/report").empty());
        CHECK((i == 0 || plain(listed, item + "/created") <= plain(listed, fmt::format("/items/{}/created", i - 1))));
    }
    CHECK(member(listed, "/items/3").empty());
    std::ranges::sort(ids);
    std::ranges::sort(found);
    CHECK(found == ids);
    for (const auto &id : found) {
        CHECK(office.ask(Method::del, "/v1/imports/" + id).status == 204);
    }
    CHECK(member(office.ask(Method::get, "/v1/imports"), "/items") == "[]");
}

TEST_CASE("the duplicates that a report offers are merged over HTTP, and appear at once") {
    Office office;
    REQUIRE(plain(office.upload(camera_call + "&source=a&key=code&dry_run=false", two_cameras), "/state") == "accepted");
    const auto second =
        office.upload(camera_call + "&source=b&key=code&dry_run=false", "code,name,lon,lat\nB7,东门,104.17101,36.539\n");
    REQUIRE(plain(second, "/state") == "accepted");
    REQUIRE(plain(second, "/report/source/duplicates/0/keep") == "C1");
    REQUIRE(plain(second, "/report/source/duplicates/0/drop") == "B7");
    const auto merge = [&](const std::string &body) {
        return office.ask(Method::post, "/v1/merges", body, "write", "application/json");
    };
    const std::string pairs = R"({"layer":"cameras","pairs":[{"keep":"C1","drop":"B7"},{"keep":"C1","drop":"none"}]})";
    const auto done = merge(pairs);
    REQUIRE(done.status == 200);
    CHECK(member(done, "/items/0/merged") == "true");
    CHECK(member(done, "/items/0/detail") == "null");
    CHECK(member(done, "/items/1/merged") == "false");
    CHECK_THAT(plain(done, "/items/1/detail"), ContainsSubstring("none"));
    CHECK(office.world()->cameras->find("B7") == nullptr);
    CHECK(office.world()->cameras->find("C1") != nullptr);
    CHECK(office.ask(Method::get, "/v1/cameras/B7").status == 404);
    CHECK(member(merge(pairs), "/items/0/merged") == "false"); // gone already
    const auto next =
        office.upload(camera_call + "&source=b&key=code&dry_run=false", "code,name,lon,lat\nB7,东门,104.17102,36.539\n");
    CHECK(member(next, "/report/added") == "0"); // b goes on with C1
    CHECK(office.world()->cameras->find("B7") == nullptr);
}

TEST_CASE("a merge that comes again with its key is answered again, and not carried out") {
    Office office;
    office.upload(camera_call + "&source=a&key=code&dry_run=false", two_cameras);
    office.upload(camera_call + "&source=b&key=code&dry_run=false", "code,name,lon,lat\nB7,东门,104.17101,36.539\n");
    const auto merge = [&](const std::string &body, const std::string &once) {
        return office.ask(Method::post, "/v1/merges", body, "write", "application/json", once);
    };
    const std::string pairs = R"({"layer":"cameras","pairs":[{"keep":"C1","drop":"B7"}]})";
    const auto first = merge(pairs, "merge-1");
    REQUIRE(first.status == 200);
    CHECK(member(first, "/items/0/merged") == "true");
    const auto revision = office.world()->revision;
    const auto again = merge(pairs, "merge-1");
    CHECK(again.status == 200);
    CHECK(again.text() == first.text());
    const auto other = merge(R"({"layer":"cameras","pairs":[{"keep":"C2","drop":"C1"}]})", "merge-1");
    CHECK(other.status == 422);
    CHECK(plain(other, "/code") == "idempotency_key_reused");
    CHECK(office.world()->revision == revision);
    CHECK(office.world()->cameras->find("C1") != nullptr);
    CHECK(member(merge(pairs, "merge-2"), "/items/0/merged") == "false");
}

TEST_CASE("an administrator sees the uploads of everybody") {
    Office office;
    const auto id = plain(office.upload(camera_call, two_cameras), "/id");
    auto &store = office.town.app().api().store;
    store.add_account({"test"}, "chief", "a long enough password", "admin");
    const auto key = store.add_key({"test"}, "chief", "desk");
    const auto listed = office.ask(Method::get, "/v1/imports", {}, key);
    CHECK(plain(listed, "/items/0/id") == id);
    CHECK(plain(listed, "/items/0/account") != "chief");
    CHECK(office.ask(Method::del, "/v1/imports/" + id, {}, key).status == 204);
}

TEST_CASE("a merge that says too little is refused with what it takes") {
    Office office;
    const auto refused = [&](const std::string &body) {
        const auto response = office.ask(Method::post, "/v1/merges", body, "write", "application/json");
        CHECK(response.status == 400);
        return plain(response, "/detail");
    };
    CHECK_THAT(refused(R"({"layer":"people","pairs":[{"keep":"a","drop":"b"}]})"),
               ContainsSubstring("one of cameras, key_sites"));
    CHECK_THAT(refused(R"({"pairs":[{"keep":"a","drop":"b"}]})"), ContainsSubstring("'layer' is one of"));
    CHECK_THAT(refused(R"({"layer":"cameras"})"), ContainsSubstring("1 to 1000 pairs"));
    CHECK_THAT(refused(R"({"layer":"cameras","pairs":[]})"), ContainsSubstring("1 to 1000 pairs"));
    CHECK_THAT(refused(R"({"layer":"cameras","pairs":[["a","b"]]})"), ContainsSubstring("A pair is"));
    CHECK_THAT(refused(R"({"layer":"cameras","pairs":[{"keep":"a","drop":"b"}],"force":true})"), ContainsSubstring("force"));
    const std::string good = R"({"layer":"cameras","pairs":[{"keep":"a","drop":"b"}]})";
    CHECK(office.ask(Method::post, "/v1/merges", good).status == 415);
    CHECK(office.ask(Method::post, "/v1/merges", good, "", "application/json").status == 401);
    CHECK(office.ask(Method::post, "/v1/merges", good, office.town.key(), "application/json").status == 403);
}
