#include "tests/support/long_run.hpp"
#include "tests/support/plan_desk.hpp"

#include <csignal>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;

namespace {

/// Writes to the store's files until the process is killed; only touched in a child.
int writes_left = 0; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): what SQLite calls takes no context

/// The last write gets no farther than half.
ssize_t write_or_die(int file, const void *bytes, std::size_t size, off_t at) {
    if (--writes_left == 0) {
        static_cast<void>(::pwrite(file, bytes, size / 2, at));
        ::kill(::getpid(), SIGKILL);
    }
    return ::pwrite(file, bytes, size, at);
}

int shorten_or_die(int file, off_t size) {
    if (--writes_left == 0) {
        ::kill(::getpid(), SIGKILL);
    }
    return ::ftruncate(file, size);
}

void count_writes(int until_death) {
    writes_left = until_death;
    sqlite3_vfs *vfs = sqlite3_vfs_find(nullptr);
    const auto replace = [vfs](const char *name, auto *function) {
        vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(function));
    };
    replace("pwrite", write_or_die);
    replace("pwrite64", write_or_die);
    replace("ftruncate", shorten_or_die);
}

using Act = void (*)(PlanService &);

/// Opens a store in a process of its own and does something to it; the process is killed at one of its writes. Answers whether
/// it lived.
bool outlives(const std::filesystem::path &db, int until_death, Act act) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        try {
            count_writes(until_death);
            const auto store = data::Store::open(db, data::Store::Mode::read_write);
            PlanService plans(*store);
            act(plans);
        } catch (const std::exception &) {
            ::_exit(3);
        }
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
    return WIFEXITED(status);
}

constexpr data::TimeMs year_2100 = 4'102'444'800'000;

/// A store with an approved plan, to be published in the year 2100 where `waits`.
void make_store(const std::filesystem::path &db, bool waits) {
    ServedTown town;
    PlanDesk desk(town);
    REQUIRE(desk.op(fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"a2","name":"新"}}]}})",
                                place_at(0.7, -0.1), place_at(0.7, 2.1)))
                .status == 200);
    REQUIRE(desk.enter("review").status == 200);
    REQUIRE(desk.enter("approved").status == 200);
    if (waits) {
        REQUIRE(desk.send("publish", R"({"valid_from":"2100-01-01T00:00:00Z"})").status == 200);
    }
    town.app().api().store.backup(db);
}

/// The edition is wholly there or not at all, and the plan is never lost. Answers whether it is there.
bool require_whole(const std::filesystem::path &db, bool waits) {
    const auto store = data::Store::open(db, data::Store::Mode::read_write);
    for (const auto &finding : store->check()) {
        FAIL(finding.check << ": " << finding.what);
    }
    const auto stored = store->plan(1);
    const auto world = store->world();
    REQUIRE(stored.ops.size() == 1);
    const bool there = world->edition == 2;
    CHECK(there == (stored.plan.state == data::PlanState::published));
    CHECK(there == (world->theme("base")->find("a2") != 0));
    CHECK((there || stored.plan.state == data::PlanState::approved));
    CHECK((there || stored.plan.publish_at.has_value() == waits));
    CHECK(stored.approvals.size() == 1);
    if (!there) {
        PlanService plans(*store);
        CHECK(plans.publish({.account = "office", .label = "desk"}, 1, {.any = true, .versions = {}}).edition == 2);
    }
    return there;
}

void try_every_write(bool waits, Act act) {
    ScratchFolder folder;
    const auto whole = folder.path() / "whole.sqlite";
    const auto db = folder.path() / "killed.sqlite";
    make_store(whole, waits);
    const int stride = is_long_run() ? 1 : 9;
    int deaths = 0;
    bool ended = false;
    bool was_there = false;
    for (int writes = 1; !ended; writes += stride) {
        CAPTURE(writes);
        REQUIRE(writes < 5'000);
        for (const char *part : {"", "-wal", "-shm", ".lock"}) {
            std::filesystem::remove(db.string() + part);
        }
        std::filesystem::copy_file(whole, db);
        ended = outlives(db, writes, act);
        deaths += ended ? 0 : 1;
        const bool there = require_whole(db, waits);
        CHECK((there || !was_there)); // once committed, it stays
        CHECK((there || !ended));
        was_there = there;
    }
    CHECK(deaths > 3);
}

} // namespace

TEST_CASE("a publication that is killed at any write leaves an edition or a plan") {
    try_every_write(false, [](PlanService &plans) {
        static_cast<void>(plans.publish({.account = "office", .label = "desk"}, 1, {.any = true, .versions = {}}));
    });
}

TEST_CASE("so does one that a plan waited for") {
    try_every_write(true, [](PlanService &plans) { plans.publish_due(year_2100); });
}
