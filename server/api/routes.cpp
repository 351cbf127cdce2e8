#include "server/api/routes.hpp"

#include "server/api/asset_api.hpp"
#include "server/api/grid_api.hpp"
#include "server/api/info_api.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/tile_api.hpp"

namespace jingwei::server {

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20U;
constexpr std::size_t no_body = 0;

using Handler = Response (*)(ApiContext &, const Request &);
using QuickHandler = std::optional<Response> (*)(ApiContext &, const Request &);

/// A row of the table below: method, pattern, lane, right, most bytes of a body, handler, and what is tried before a worker is.
struct Row {
    Method method;
    std::string_view pattern;
    Lane lane;
    Right right;
    std::size_t body_limit;
    Handler handler;
    QuickHandler quick = nullptr;
};

constexpr auto io = Lane::on_io_thread;
constexpr auto worker = Lane::on_worker;
constexpr auto open = Right::nothing;
constexpr auto work = Right::work;

constexpr Row table[] = {
    {Method::get, "/v1/locate", io, work, no_body, get_locate},
    {Method::post, "/v1/locate", worker, work, 16 * mebibyte, post_locate},
    {Method::get, "/v1/info", io, work, no_body, get_info},
    {Method::get, "/v1/grids.geojson", worker, work, no_body, get_grids_geojson},
    {Method::get, "/v1/grids", worker, work, no_body, get_grids},
    {Method::get, "/v1/grids/{code}.geojson", worker, work, no_body, get_grid_geojson},
    {Method::get, "/v1/grids/{code}", io, work, no_body, get_grid},
    {Method::get, "/tiles/{layers}.json", io, work, no_body, get_tilejson},
    {Method::get, "/tiles/{layers}/{z}/{x}/{y}.mvt", worker, work, no_body, get_tile, get_tile_quickly},
    {Method::get, "/tiles/{layers}/{z}/{x}/{y}.pbf", worker, work, no_body, get_tile, get_tile_quickly},
    {Method::get, "/styles/{name}.json", io, open, no_body, get_style},
    {Method::get, "/", io, open, no_body, get_root},
    {Method::get, "/wall", io, open, no_body, get_wall},
    {Method::get, "/assets/{path*}", io, open, no_body, get_asset},
    {Method::get, "/favicon.svg", io, open, no_body, get_favicon},
    {Method::get, "/favicon.ico", io, open, no_body, get_favicon},
    {Method::get, "/openapi.yaml", io, open, no_body, get_openapi},
    {Method::get, "/livez", io, open, no_body, get_livez},
    {Method::get, "/readyz", io, open, no_body, get_readyz},
    {Method::get, "/metrics", worker, work, no_body, get_metrics},
};

} // namespace

std::vector<Route> make_routes(ApiContext &api) {
    std::vector<Route> routes;
    for (const Row &row : table) {
        Route route{.method = row.method,
                    .pattern = row.pattern,
                    .lane = row.lane,
                    .right = row.right,
                    .body_limit = row.body_limit,
                    .handler = [&api, handler = row.handler](const Request &request) { return handler(api, request); }};
        if (row.quick != nullptr) {
            route.fast = [&api, quick = row.quick](const Request &request) { return quick(api, request); };
        }
        routes.push_back(std::move(route));
    }
    return routes;
}

} // namespace jingwei::server
