#include "data/idle_class.hpp"

#include "tests/support/catch.hpp"

#include <array>
#include <string>
#include <thread>
#include <unistd.h>

using namespace jingwei::data;

namespace {

/// Works until it has offered the processor so often; for ever if it never does.
void work_until(unsigned offers) {
    volatile unsigned long work = 0;
    while (StepsAside::times() < offers) {
        work = work + 1;
    }
}

} // namespace

TEST_CASE("a thread of the idle class offers the processor while it works, and only as long as it is told to") {
    unsigned after = 0;
    unsigned later = 0;
    std::thread([&] {
        join_idle_class();
        {
            const StepsAside while_it_works;
            work_until(5);
        }
        after = StepsAside::times();
        {
            const StepsAside again;
            work_until(after + 5);
        }
        later = StepsAside::times();
    }).join();
    CHECK(after >= 5);
    CHECK(later >= after + 5);
    CHECK(StepsAside::times() == 0); // of this thread, which had none
}

TEST_CASE("a thread that is in no idle class offers nothing") {
    unsigned offered = 1;
    std::thread([&] {
        const StepsAside without_the_class;
        std::thread([] { // as long as the other takes for five
            join_idle_class();
            const StepsAside while_it_works;
            work_until(5);
        })
            .join();
        offered = StepsAside::times();
    }).join();
    CHECK(offered == 0);
}

TEST_CASE("what waits for bytes goes on waiting while it offers the processor") {
    std::string told;
    std::thread([&] {
        join_idle_class();
        const StepsAside while_it_reads;
        std::array<int, 2> ends{};
        REQUIRE(pipe(ends.data()) == 0);
        std::thread writer([end = ends[1]] {
            join_idle_class();
            const StepsAside while_it_works;
            work_until(20); // the reader waits meanwhile
            CHECK(write(end, "done", 4) == 4);
            close(end);
        });
        std::array<char, 8> bytes{};
        ssize_t got = 0;
        while ((got = read(ends[0], bytes.data(), bytes.size())) > 0) {
            told.append(bytes.data(), static_cast<std::size_t>(got));
        }
        CHECK(got == 0); // the end, and no interruption
        close(ends[0]);
        writer.join();
    }).join();
    CHECK(told == "done");
}
