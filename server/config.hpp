#pragma once

#include "tiles/grid_source.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::server {

/// What `jingwei serve` is told: command line, then the config file's [serve], then JINGWEI_* of the environment.
struct Config {
    std::filesystem::path db;
    std::string listen = "127.0.0.1:8080"; ///< address:port; [::1]:8080 for IPv6
    std::string public_url;                ///< empty = http://<listen>
    unsigned threads = 0;                  ///< I/O threads; 0 = one a core
    unsigned workers = 0;                  ///< 0 = one a core
    std::size_t max_connections = 10'000;
    std::size_t queue = 256;        ///< requests that may wait for a worker
    std::size_t tile_cache_mb = 64; ///< MiB
    std::string log = "-";          ///< access log: "-" standard output, "off", or a file
    bool demo = false;              ///< cameras for everybody on this machine, on a sample store only
    std::string attribution;        ///< whose data the grids and layers are: in every TileJSON, pack and on the wall
    std::string map_approval;       ///< the map approval number (审图号), shown with it
    std::string basemap_attribution;
    std::vector<std::string> basemaps; ///< ID=FILE.pmtiles, each served at /basemap/ID
    std::string level_zooms;           ///< as read_level_zooms takes it
};

/// Up to which zoom tiles draw each level: "10,12" is the coarsest level up to zoom 10, the next up to 12, then the finest;
/// empty is the default. Throws Error{bad_call} for anything but growing zooms that tiles are built for.
[[nodiscard]] tiles::LevelZooms read_level_zooms(const std::string &text);

/// The path of a URL without a slash at its end, empty where it has none: below it clients reach the server, and a proxy takes
/// it away.
[[nodiscard]] std::string path_of_url(const std::string &url);

/// A map approval number without the words 审图号 before it, which whoever shows it puts there.
[[nodiscard]] std::string approval_number(std::string_view text);

/// The line that pictures and tiles carry: an attribution with a map approval number (审图号), either of which may be empty.
[[nodiscard]] std::string attribution_line(const std::string &attribution, const std::string &map_approval);

/// Where to listen, split.
struct ListenPlace {
    std::string address;
    std::uint16_t port = 0;
    /// 127.0.0.0/8, ::1 or localhost.
    [[nodiscard]] bool loopback() const;
    /// 0.0.0.0 or ::, every address of the machine.
    [[nodiscard]] bool everywhere() const;
    /// How a browser on this machine reaches it.
    [[nodiscard]] std::string url() const;
};

/// Throws Error{bad_call} for anything but address:port.
[[nodiscard]] ListenPlace parse_listen(const std::string &text);

/// Fills in what 0 and empty stand for; throws Error{bad_call} for what cannot be served.
[[nodiscard]] Config completed(Config config);

} // namespace jingwei::server
