#include "bench/micro/samples.hpp"

#include <benchmark/benchmark.h>

namespace jingwei::bench {

namespace {

void open_world(benchmark::State &state, const Sample &sample) {
    std::size_t bytes = 0;
    for (auto _ : state) {
        const auto store = data::Store::open(sample.file, data::Store::Mode::read_only);
        bytes = store->world()->bytes();
    }
    state.counters["world_bytes"] = static_cast<double>(bytes);
}

/// A store of its own to write into, removed afterwards.
class Copy {
  public:
    explicit Copy(const Sample &sample) : m_file(sample.file.string() + ".change") {
        std::filesystem::copy_file(sample.file, m_file, std::filesystem::copy_options::overwrite_existing);
        m_store = data::Store::open(m_file, data::Store::Mode::read_write);
    }
    ~Copy() {
        m_store.reset();
        for (const char *suffix : {"", "-wal", "-shm", ".lock"}) {
            std::filesystem::remove(m_file.string() + suffix);
        }
    }
    Copy(const Copy &) = delete;
    Copy &operator=(const Copy &) = delete;

    [[nodiscard]] data::Store &store() { return *m_store; }

  private:
    std::filesystem::path m_file;
    std::unique_ptr<data::Store> m_store;
};

const data::Actor bench_actor{"bench"};

/// One camera moves: submit, commit with its fsync, the next World served.
void change_camera(benchmark::State &state, const Sample &sample) {
    Copy copy(sample);
    data::CameraRow camera = copy.store().world()->cameras->rows[0];
    for (auto _ : state) {
        camera.at.x += 1;
        benchmark::DoNotOptimize(copy.store().submit(bench_actor, data::UpsertCamera{camera}).get());
    }
}

/// A hundred cameras wait together: what group commit makes of the fsync.
void change_cameras_together(benchmark::State &state, const Sample &sample) {
    constexpr std::size_t together = 100;
    Copy copy(sample);
    const data::WorldPtr world = copy.store().world();
    std::int32_t shift = 0;
    for (auto _ : state) {
        ++shift;
        std::vector<std::future<data::Written>> waiting;
        for (std::size_t i = 0; i < together; ++i) {
            data::CameraRow camera = world->cameras->rows[i];
            camera.at.x += shift;
            waiting.push_back(copy.store().submit(bench_actor, data::UpsertCamera{camera}));
        }
        for (auto &written : waiting) {
            benchmark::DoNotOptimize(written.get());
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(together));
}

} // namespace

void add_world_benchmarks(Sample &sample) {
    const auto add = [&](const std::string &name, auto run) {
        benchmark::RegisterBenchmark((name + "/" + sample.name).c_str(), run)->Unit(benchmark::kMillisecond)->UseRealTime();
    };
    add("open_world", [&](benchmark::State &state) { open_world(state, sample); });
    add("change_camera", [&](benchmark::State &state) { change_camera(state, sample); });
    add("change_100_cameras", [&](benchmark::State &state) { change_cameras_together(state, sample); });
}

} // namespace jingwei::bench
