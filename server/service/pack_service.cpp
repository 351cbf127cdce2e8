#include "server/service/pack_service.hpp"

#include "data/export_file.hpp"
#include "spatial/error.hpp"
#include "tiles/gzip.hpp"
#include "tiles/tilejson.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <thread>
#include <unordered_map>

namespace jingwei::server {

namespace {

/// Tiles are built so many at a time, and written in order.
constexpr std::size_t batch_tiles = 512;

/// Gzips tiles and remembers the last small ones: those inside one grid are alike, and compressing one takes longer than
/// building it. One a thread.
class SmallTiles {
  public:
    std::string gzipped(const std::string &tile) {
        if (tile.empty() || tile.size() > most_bytes) {
            return tile.empty() ? std::string() : tiles::gzip(tile);
        }
        if (const auto known = m_known.find(tile); known != m_known.end()) {
            return known->second;
        }
        if (m_known.size() == most_tiles) {
            m_known.clear();
        }
        return m_known.emplace(tile, tiles::gzip(tile)).first->second;
    }

  private:
    static constexpr std::size_t most_bytes = 1024;
    static constexpr std::size_t most_tiles = 4096;
    std::unordered_map<std::string, std::string> m_known;
};

/// Builds batches of tiles on several threads.
class TilePress {
  public:
    TilePress(const data::WorldPtr &world, const PackRequest &request)
        : m_request(request), m_tiles(0, m_cards, request.level_zooms) {
        TileView view;
        view.plane.frame = request.frame;
        view.name = spatial::frame_name(request.frame);
        m_grid = view.plane.grid;
        m_layers = m_tiles.drawn(world, {request.set, view, {}, {}, request.command, true});
        m_small.resize(request.threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : request.threads);
    }

    /// The tiles, gzipped, in their order; empty where nothing is drawn.
    std::vector<std::string> press(std::span<const spatial::TileId> wanted) {
        std::vector<std::string> pressed(wanted.size());
        std::atomic<std::size_t> next = 0;
        std::exception_ptr fault;
        std::mutex fault_mutex;
        const auto work = [&](SmallTiles &small) {
            try {
                for (std::size_t i = next++; i < wanted.size() && !is_interrupted(); i = next++) {
                    pressed[i] = small.gzipped(tiles::build_tile(m_layers, wanted[i], m_grid));
                }
            } catch (...) {
                const std::lock_guard lock(fault_mutex);
                fault = std::current_exception();
                next = wanted.size();
            }
        };
        {
            std::vector<std::jthread> others;
            for (std::size_t i = 1; i < m_small.size(); ++i) {
                others.emplace_back(work, std::ref(m_small[i]));
            }
            work(m_small.front());
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

    const PackRequest &m_request;
    CardService m_cards;
    TileService m_tiles; // draws the layers; no tile is asked of it
    std::vector<tiles::TileLayer> m_layers;
    spatial::TileGrid m_grid = spatial::TileGrid::web_mercator_quad;
    std::vector<SmallTiles> m_small; // one a thread
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
            if (!pressed[i].empty()) {
                writer.add(batch[i], pressed[i]);
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
