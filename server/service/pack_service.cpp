#include "server/service/pack_service.hpp"

#include "data/export_file.hpp"
#include "spatial/error.hpp"
#include "tiles/gzip.hpp"
#include "tiles/tilejson.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

namespace jingwei::server {

namespace {

/// Tiles are built so many at a time, and written in order.
constexpr std::size_t batch_tiles = 512;

/// Builds batches of tiles on several threads.
class TilePress {
  public:
    TilePress(data::WorldPtr world, const PackRequest &request)
        : m_world(std::move(world)), m_request(request), m_tiles(0, m_cards, request.level_zooms) {
        m_view.plane.frame = request.frame;
        m_view.name = spatial::frame_name(request.frame);
        m_threads = request.threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : request.threads;
    }

    /// The tiles, gzipped, in their order; empty where nothing is drawn.
    std::vector<tiles::TileBytes> press(std::span<const spatial::TileId> wanted) {
        std::vector<tiles::TileBytes> pressed(wanted.size());
        std::atomic<std::size_t> next = 0;
        std::exception_ptr fault;
        std::mutex fault_mutex;
        const auto work = [&] {
            try {
                for (std::size_t i = next++; i < wanted.size() && !is_interrupted(); i = next++) {
                    pressed[i] = m_tiles.tile(m_world, {m_request.set, m_view, wanted[i], {}, m_request.command, true});
                }
            } catch (...) {
                const std::lock_guard lock(fault_mutex);
                fault = std::current_exception();
                next = wanted.size();
            }
        };
        {
            std::vector<std::jthread> others;
            for (unsigned i = 1; i < m_threads; ++i) {
                others.emplace_back(work);
            }
            work();
        }
        if (fault) {
            std::rethrow_exception(fault);
        }
        if (is_interrupted()) {
            throw Error(ErrorCode::interrupted, "interrupted; nothing was written");
        }
        return pressed;
    }

  private:
    [[nodiscard]] bool is_interrupted() const {
        return m_request.interrupted != nullptr && m_request.interrupted->load(std::memory_order_relaxed);
    }

    data::WorldPtr m_world;
    const PackRequest &m_request;
    CardService m_cards;
    TileService m_tiles; // keeps nothing: no tile is asked for twice
    TileView m_view;
    unsigned m_threads = 1;
};

std::string metadata_of(const data::World &world, const PackRequest &request) {
    return fmt::format(
        R"({{"name":{},"description":{},"attribution":{},"type":"overlay","edition":{},"frame":{},"vector_layers":{}}})",
        tiles::json_text(request.set.address()), tiles::json_text(world.sample ? "Jingwei: a fictional sample" : "Jingwei"),
        tiles::json_text(request.attribution), world.edition, tiles::json_text(spatial::frame_name(request.frame)),
        tiles::vector_layers(request.set.layers, request.min_zoom, request.max_zoom,
                             declared_categories(world, request.set.layers)));
}

tiles::PmtilesInfo info_of(const data::World &world, const PackRequest &request, const spatial::LatticeBox &bounds) {
    return {.metadata = metadata_of(world, request),
            .min_zoom = request.min_zoom,
            .max_zoom = request.max_zoom,
            .south_west = spatial::to_lonlat(spatial::LatticePoint{bounds.min_x, bounds.min_y}),
            .north_east = spatial::to_lonlat(spatial::LatticePoint{bounds.max_x, bounds.max_y})};
}

/// Builds the tiles and gives those with content to the writer.
void press_all(const data::WorldPtr &world, const PackRequest &request, std::span<const spatial::TileId> wanted,
               tiles::PmtilesWriter &writer) {
    TilePress press(world, request);
    for (std::size_t first = 0; first < wanted.size(); first += batch_tiles) {
        const auto batch = wanted.subspan(first, std::min(batch_tiles, wanted.size() - first));
        const auto pressed = press.press(batch);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (!pressed[i]->empty()) {
                writer.add(batch[i], *pressed[i]);
            }
        }
        if (request.progress) {
            request.progress("packing", static_cast<double>(first + batch.size()) / static_cast<double>(wanted.size()));
        }
    }
}

} // namespace

tiles::PmtilesCounts pack(const data::WorldPtr &world, const PackRequest &request, const std::filesystem::path &file,
                          bool overwrite) {
    data::require_free(file, overwrite);
    const PackArea area(*world, request.set, request.frame, request.within);
    const auto wanted = area.tiles(request.min_zoom, request.max_zoom);
    tiles::PmtilesWriter writer(data::folder_of(file));
    press_all(world, request, wanted, writer);
    if (writer.empty()) {
        throw Error(ErrorCode::bad_data,
                    "there is nothing to pack: these layers hold nothing there at these zooms; nothing was "
                    "written");
    }
    const data::PrivateFolder folder(data::folder_of(file));
    tiles::PmtilesCounts counts;
    {
        data::OutputFile output(folder.path() / "pack.pmtiles");
        counts = writer.finish(info_of(*world, request, area.bounds()), [&](std::string_view bytes) { output.write(bytes); });
    }
    data::put_in_place(folder.path(), file, overwrite);
    return counts;
}

} // namespace jingwei::server
