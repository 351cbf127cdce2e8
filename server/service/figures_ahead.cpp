#include "server/service/figures_ahead.hpp"

#include <algorithm>
#include <chrono>
#include <spdlog/spdlog.h>

namespace jingwei::server {

namespace {

using Clock = std::chrono::steady_clock;

/// An announced World is served some milliseconds later, or, where nobody will be given it, never.
constexpr std::chrono::milliseconds between_looks{2};
constexpr std::chrono::seconds longest_wait{10};
constexpr int rests_for_work = 4;

/// What a client asks for who wants to see figures: at zoom 0, since the counts are those of every zoom.
void ask_for_figures(TileService &tiles, const data::WorldPtr &world, bool command) {
    const LayerSet set = parse_layers("grid_figures");
    const TileView view = make_tile_view({}, set.layers, *world);
    TileService::Question question{.set = set, .view = view, .tile = {0, 0, 0}, .revisions = {}, .command = command};
    const auto revised = tiles.revised(world, question);
    question.revisions = revised.revisions;
    static_cast<void>(tiles.tile(revised.world, question));
}

/// Whether the store serves a World of this revision or a later one, or cannot say.
bool is_served(const data::Store &store, std::uint64_t revision) {
    try {
        return store.world()->revision >= revision;
    } catch (const std::exception &) {
        return true;
    }
}

} // namespace

FiguresAhead::FiguresAhead(const data::Store &store, TileService &tiles) : m_store(store), m_tiles(tiles) {
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

void FiguresAhead::wake(std::uint64_t revision) {
    {
        const std::scoped_lock lock(m_mutex);
        m_announced = std::max(m_announced, revision);
    }
    m_changed.notify_one();
}

void FiguresAhead::run(const std::stop_token &stop) {
    do {
        const auto begun = Clock::now();
        prepare();
        const auto rest = (Clock::now() - begun) * rests_for_work;
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, stop, rest, [] { return false; });
    } while (wait_for_next(stop));
}

bool FiguresAhead::wait_for_next(const std::stop_token &stop) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [this] { return m_announced > m_prepared; });
    const auto until = Clock::now() + longest_wait;
    while (!stop.stop_requested() && !is_served(m_store, m_announced) && Clock::now() < until) {
        m_changed.wait_for(lock, stop, between_looks, [] { return false; });
    }
    m_prepared = m_announced;
    return !stop.stop_requested();
}

void FiguresAhead::prepare() {
    try {
        const auto world = m_store.world();
        m_prepared = std::max(m_prepared, world->revision);
        for (const bool command : {false, true}) {
            ask_for_figures(m_tiles, world, command);
        }
    } catch (const std::exception &error) { // the first who asks for a tile will be told, or it goes well then
        spdlog::warn("figures could not be counted ahead: {}", error.what());
    }
}

} // namespace jingwei::server
