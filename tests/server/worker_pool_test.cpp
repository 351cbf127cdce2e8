#include "server/http/worker_pool.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <future>

using namespace jingwei::server;

TEST_CASE("slow jobs never take the last worker, and all of them are done in the end") {
    for (const unsigned threads : {2U, 4U}) {
        CAPTURE(threads);
        WorkerPool pool(threads, 64);
        std::promise<void> release;
        const std::shared_future<void> released = release.get_future().share();
        std::atomic<int> slow_done = 0;
        for (int i = 0; i < 20; ++i) {
            REQUIRE(pool.try_submit(
                [&, released] {
                    released.wait();
                    ++slow_done;
                },
                true));
        }
        for (int i = 0; i < 10; ++i) { // each waits for the one before: all go through the worker that is left
            std::promise<void> done;
            REQUIRE(pool.try_submit([&] { done.set_value(); }));
            done.get_future().wait();
        }
        CHECK(slow_done == 0);
        release.set_value();
        pool.stop();
        CHECK(slow_done == 20);
    }
}

TEST_CASE("a pool of one worker does slow jobs too, and a full queue refuses both kinds") {
    WorkerPool pool(1, 2);
    std::promise<void> started;
    std::promise<void> release;
    REQUIRE(pool.try_submit(
        [&] {
            started.set_value();
            release.get_future().wait();
        },
        true));
    started.get_future().wait();
    std::atomic<int> done = 0;
    CHECK(pool.try_submit([&] { ++done; }, true));
    CHECK(pool.try_submit([&] { ++done; }));
    CHECK(pool.queued() == 2);
    CHECK_FALSE(pool.try_submit([&] { ++done; }));
    CHECK_FALSE(pool.try_submit([&] { ++done; }, true));
    release.set_value();
    pool.stop();
    CHECK(done == 2);
    CHECK_FALSE(pool.try_submit([&] { ++done; }));
}
