#include "bench/micro/samples.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>

/// jingwei-bench: the in-process rows of docs/performance.md. JINGWEI_BENCH_DATA names the folder with the sample stores.
int main(int argc, char **argv) {
    const char *folder = std::getenv("JINGWEI_BENCH_DATA");
    if (folder == nullptr) {
        std::cerr << "jingwei-bench: JINGWEI_BENCH_DATA must name a folder with sample stores; scripts/bench makes one\n";
        return 2;
    }
    auto samples = jingwei::bench::find_samples(folder);
    for (auto &sample : samples) {
        jingwei::bench::add_locate_benchmarks(sample);
        jingwei::bench::add_world_benchmarks(sample);
        jingwei::bench::add_shape_benchmarks(sample);
        jingwei::bench::add_point_benchmarks(sample);
    }
    jingwei::bench::add_clean_benchmarks();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
