#include "bench/locate/report.hpp"

#include <ctime>
#include <fmt/format.h>
#include <iostream>
#include <malloc.h>

namespace jingwei::bench {

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::size_t heap_bytes() {
    const struct mallinfo2 heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

void print_figure(const std::string &name, double value, const std::string &unit, const std::string &note) {
    std::cout << fmt::format(R"({{"name":"{}","value":{:.6g},"unit":"{}","note":"{}"}})", name, value, unit, note) << '\n'
              << std::flush;
}

void print_skipped(const std::string &what) {
    std::cout << fmt::format(R"({{"skipped":"{}"}})", what) << '\n' << std::flush;
}

} // namespace jingwei::bench
