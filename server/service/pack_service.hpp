#pragma once

#include "server/service/pack_area.hpp"
#include "tiles/pmtiles.hpp"

#include <atomic>
#include <filesystem>
#include <functional>

namespace jingwei::server {

/// What goes into a pack.
struct PackRequest {
    LayerSet set;
    int min_zoom = 0;
    int max_zoom = tiles::max_built_zoom;
    spatial::Frame frame = spatial::Frame::cgcs2000; ///< or gcj02
    PackWithin within;
    bool command = false;    ///< what only callers of class 1s see, too: figures of cameras
    std::string attribution; ///< with the map approval number
    std::vector<int> level_zooms = tiles::GridSource().level_up_to_zoom; ///< as the server draws
    unsigned threads = 0;                                                ///< that build tiles; 0 = one a core
    std::function<void(std::string_view stage, double fraction)> progress;
    const std::atomic<bool> *interrupted = nullptr;
};

/// Writes a PMTiles archive of a World: whole, under its name, or not at all; the tiles are those that the server gives. The
/// same World gives the same bytes. Throws Error: not_found for a grid that is not there, bad_data where there is nothing to
/// pack, bad_call for a file that is there already unless `overwrite`, machine (a full disk), interrupted.
tiles::PmtilesCounts pack(const data::WorldPtr &world, const PackRequest &request, const std::filesystem::path &file,
                          bool overwrite);

} // namespace jingwei::server
