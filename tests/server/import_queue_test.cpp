#include "server/api_error.hpp"
#include "server/service/import_service.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/import_office.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <fstream>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A store and a service of the test's own, with a clock that the test turns and, if asked for, a reader that never ends.
struct Desk {
    explicit Desk(ImportLimits limits, bool stuck = false) {
        if (stuck) {
            const auto program = folder.path() / "stuck";
            std::ofstream(program) << "#!/bin/sh\nexec tail -f /dev/null\n";
            std::filesystem::permissions(program, std::filesystem::perms::owner_all);
            setenv("JINGWEI_GDAL", program.c_str(), 1);
        }
        const auto db = folder.path() / "town.sqlite";
        data::Store::init(db);
        store = data::Store::open(db, data::Store::Mode::read_write);
        std::filesystem::create_directories(spool / "left over");
        imports.emplace(*store, spool, limits, [this] { return now.load(); });
    }
    ImportJob add(const std::string &content, const std::string &account = "office") {
        data::ImportRequest request;
        request.layer = data::ImportLayer::people;
        request.file = "people.csv";
        request.actor = {account};
        request.dry_run = true;
        std::filesystem::create_directories(spool);
        return imports->add(std::move(request), content.size(),
                            [&](const std::filesystem::path &home) { std::ofstream(home / "people.csv") << content; });
    }
    void wait_for(const std::string &id, ImportState state) {
        wait_until([&] { return imports->find(id).state == state; });
    }
    GdalTool tool;
    ScratchFolder folder;
    std::filesystem::path spool = folder.path() / "uploads";
    std::atomic<data::TimeMs> now = 1'000;
    std::unique_ptr<data::Store> store;
    std::optional<ImportService> imports;
};

std::string code_of(const std::function<void()> &call) {
    try {
        call();
    } catch (const ApiError &error) {
        return error.problem_code();
    }
    return "nothing thrown";
}

/// A dry run of so many bytes that is ready.
std::string ready_upload(Desk &desk, const std::string &account, std::size_t bytes) {
    const std::string head = "code,name,x\nP1,a,";
    ++desk.now;
    const auto job = desk.add(head + std::string(bytes - head.size(), 'a'), account);
    desk.wait_for(job.id, ImportState::ready);
    return job.id;
}

bool is_known(Desk &desk, const std::string &id) {
    return code_of([&] { static_cast<void>(desk.imports->find(id)); }) == "nothing thrown";
}

} // namespace

TEST_CASE("uploads expire with their files, and what an earlier process left is removed") {
    Desk desk({.keep_ms = 500});
    CHECK_FALSE(std::filesystem::exists(desk.spool / "left over"));
    const auto job = desk.add("code,name\nP1,王一\n");
    desk.wait_for(job.id, ImportState::ready);
    CHECK(std::filesystem::exists(desk.spool / job.id / "people.csv"));
    CHECK(desk.imports->find(job.id).expires == 1'500);
    desk.now = 1'500;
    CHECK(code_of([&] { static_cast<void>(desk.imports->find(job.id)); }) == "no_such_import");
    CHECK_FALSE(std::filesystem::exists(desk.spool / job.id));
}

TEST_CASE("too many waiting uploads are refused, and stopping interrupts the one that runs") {
    Desk desk({.queued = 1}, true);
    const auto first = desk.add("code\nP1\n");
    desk.wait_for(first.id, ImportState::running);
    const auto second = desk.add("code\nP2\n");
    CHECK(code_of([&] { static_cast<void>(desk.add("code\nP3\n")); }) == "too_busy");
    CHECK_THROWS_WITH(desk.add("code\nP3\n"), ContainsSubstring("DELETE /v1/imports/{id}"));
    CHECK_FALSE(desk.imports->discard(second.id).has_value());
    CHECK(code_of([&] { static_cast<void>(desk.imports->find(second.id)); }) == "no_such_import");
    CHECK_FALSE(std::filesystem::exists(desk.spool / second.id));
    const auto third = desk.add("code\nP3\n"); // there is room again
    desk.imports->stop();
    const auto ended = desk.imports->find(first.id);
    CHECK(ended.state == ImportState::failed);
    REQUIRE(ended.error.has_value());
    CHECK(ended.error->code() == ErrorCode::interrupted);
    CHECK(desk.imports->find(third.id).state == ImportState::queued);
    CHECK_FALSE(std::filesystem::exists(desk.spool));
}

TEST_CASE("an upload that runs is ended by discarding it, and the next one begins") {
    Desk desk({}, true);
    const auto first = desk.add("code,name\nP1,王一\n");
    desk.wait_for(first.id, ImportState::running);
    const auto second = desk.add("code,name\nP2,李二\n");
    const auto running = desk.imports->discard(first.id);
    REQUIRE(running.has_value());
    CHECK(running->state == ImportState::running);
    desk.wait_for(first.id, ImportState::ended);
    CHECK_THAT(desk.imports->find(first.id).error->what(),
               ContainsSubstring("discarded while it was read; nothing was written"));
    CHECK_FALSE(std::filesystem::exists(desk.spool / first.id));
    desk.wait_for(second.id, ImportState::running);
    static_cast<void>(desk.imports->discard(second.id));
    desk.wait_for(second.id, ImportState::ended);
    CHECK_FALSE(desk.imports->discard(first.id).has_value());
    CHECK(code_of([&] { static_cast<void>(desk.imports->find(first.id)); }) == "no_such_import");
    CHECK(desk.store->world()->roster->people.empty());
}

TEST_CASE("files that would take more room than uploads may are refused, and finished ones are forgotten for new ones") {
    Desk desk({.kept = 1, .kept_bytes = 100});
    CHECK(code_of([&] { static_cast<void>(desk.add(std::string(101, 'x'))); }) == "too_busy");
    const auto refused = desk.add("nothing\nhere\n");
    desk.wait_for(refused.id, ImportState::refused);
    const auto ready = desk.add("code,name\nP1,王一\n");
    CHECK(code_of([&] { static_cast<void>(desk.imports->find(refused.id)); }) == "no_such_import");
    desk.wait_for(ready.id, ImportState::ready);
    const auto newer = desk.add("code,name\nP2,李二\n");
    CHECK(code_of([&] { static_cast<void>(desk.imports->find(ready.id)); }) == "no_such_import");
    CHECK_FALSE(std::filesystem::exists(desk.spool / ready.id));
    desk.wait_for(newer.id, ImportState::ready);
}

TEST_CASE("dry runs that an account forgot give way to its own new ones, and do not hold up others") {
    Desk desk({.kept = 4, .kept_of_account = 3});
    const auto add = [&](const std::string &account) { return ready_upload(desk, account, 30); };
    const auto known = [&](const std::string &id) { return is_known(desk, id); };
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i) {
        ids.push_back(add("forgetful"));
    }
    CHECK_FALSE(known(ids[0])); // the account's own oldest
    const auto first = add("office");
    const auto second = add("office"); // four are kept: the oldest of one's own goes before that of others
    CHECK((known(ids[1]) && known(ids[2]) && known(ids[3])));
    CHECK_FALSE(known(first));
    const auto third = add("third"); // has none of its own
    CHECK((!known(ids[1]) && known(second) && known(third)));
}

TEST_CASE("the files of an account give way to its own new ones before they take the room of others") {
    Desk desk({.kept_bytes = 1'000, .bytes_of_account = 250});
    const auto others = ready_upload(desk, "others", 200);
    const auto first = ready_upload(desk, "office", 100);
    const auto second = ready_upload(desk, "office", 150);
    CHECK((is_known(desk, first) && is_known(desk, second)));
    const auto third = ready_upload(desk, "office", 90);
    CHECK((!is_known(desk, first) && is_known(desk, second) && is_known(desk, third) && is_known(desk, others)));
    const auto large = ready_upload(desk, "office", 900); // alone it may take more, and then that of others too
    CHECK((!is_known(desk, third) && !is_known(desk, others) && is_known(desk, large)));
}

TEST_CASE("a worker that dies fails its own upload only") {
    Desk desk({});
    const auto tool = desk.folder.path() / "dying";
    std::ofstream(tool) << "#!/bin/sh\nkill -SEGV $$\n";
    std::filesystem::permissions(tool, std::filesystem::perms::owner_all);
    setenv("JINGWEI_GDAL", tool.c_str(), 1);
    const auto dead = desk.add("code\nP1\n");
    desk.wait_for(dead.id, ImportState::failed);
    CHECK_THAT(desk.imports->find(dead.id).error->what(), ContainsSubstring("signal"));
    const GdalTool mended;
    const auto alive = desk.add("code,name\nP1,王一\n");
    desk.wait_for(alive.id, ImportState::ready);
    CHECK(desk.imports->find(alive.id).report->added == 1);
}
