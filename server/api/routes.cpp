#include "server/api/routes.hpp"

#include "server/api/approval_api.hpp"
#include "server/api/asset_api.hpp"
#include "server/api/basemap_api.hpp"
#include "server/api/card_api.hpp"
#include "server/api/certificate_api.hpp"
#include "server/api/edition_api.hpp"
#include "server/api/export_api.hpp"
#include "server/api/frame_api.hpp"
#include "server/api/grid_api.hpp"
#include "server/api/import_api.hpp"
#include "server/api/info_api.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/mapping_api.hpp"
#include "server/api/merge_api.hpp"
#include "server/api/near_api.hpp"
#include "server/api/only_once.hpp"
#include "server/api/plan_api.hpp"
#include "server/api/plan_desk_api.hpp"
#include "server/api/plan_file_api.hpp"
#include "server/api/plan_publish_api.hpp"
#include "server/api/record_api.hpp"
#include "server/api/roster_api.hpp"
#include "server/api/suggestion_api.hpp"
#include "server/api/tile_api.hpp"
#include "server/api/world_at.hpp"

namespace jingwei::server {

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20U;
constexpr std::size_t no_body = 0;
constexpr std::size_t record_body = std::size_t{64} << 10U; ///< a building's outline of 1,000 corners fits

using Handler = Response (*)(ApiContext &, const Request &);
using QuickHandler = std::optional<Response> (*)(ApiContext &, const Request &);
using SlowQuestion = bool (*)(ApiContext &, const Request &);

/// A row of the table below: method, pattern, lane, right, most bytes of a body, handler, what is tried before a worker is, and
/// whether the body goes into a file.
struct Row {
    Method method;
    std::string_view pattern;
    Lane lane;
    Right right;
    std::size_t body_limit;
    Handler handler;
    QuickHandler quick = nullptr;
    bool body_to_file = false;
    SlowQuestion slow = nullptr;
};

constexpr auto io = Lane::on_io_thread;
constexpr auto worker = Lane::on_worker;
constexpr auto open = Right::nothing;
constexpr auto work = Right::work;
constexpr auto command = Right::command;
constexpr auto write = Right::write;
constexpr bool to_file = true;
constexpr std::size_t op_body = std::size_t{4} << 20U; ///< a partition with rings of 100,000 places fits

using data::AssignmentRow;
using data::BuildingRow;
using data::CameraRow;
using data::KeySiteRow;
using data::PersonRow;
using data::RentalHouseRow;

constexpr Row table[] = {
    {Method::get, "/v1/locate", worker, work, no_body, get_locate, get_locate_quickly, false, is_world_to_read},
    {Method::post, "/v1/locate", worker, work, 16 * mebibyte, post_locate, nullptr, false, is_world_to_read},
    {Method::get, "/v1/frames/check", io, work, no_body, get_frames_check},
    {Method::post, "/v1/imports", worker, write, max_upload_bytes, post_imports, nullptr, to_file},
    {Method::post, "/v1/merges", worker, write, record_body, post_merges},
    {Method::get, "/v1/mappings", worker, write, no_body, get_mappings},
    {Method::get, "/v1/mappings/{source}/{layer}", worker, write, no_body, get_mapping},
    {Method::put, "/v1/mappings/{source}/{layer}", worker, write, mebibyte, put_mapping},
    {Method::del, "/v1/mappings/{source}/{layer}", worker, write, no_body, delete_mapping},
    {Method::get, "/v1/imports", worker, write, no_body, get_imports},
    {Method::get, "/v1/imports/{id}", worker, write, no_body, get_import},
    {Method::del, "/v1/imports/{id}", worker, write, no_body, delete_import},
    {Method::post, "/v1/imports/{id}/accept", worker, write, no_body, post_import_accept},
    {Method::get, "/v1/info", io, work, no_body, get_info},
    {Method::get, "/v1/grids.geojson", worker, work, no_body, get_grids_geojson, nullptr, false, is_world_to_read},
    {Method::get, "/v1/grids", worker, work, no_body, get_grids, nullptr, false, is_world_to_read},
    {Method::get, "/v1/grids/{code}.geojson", worker, work, no_body, get_grid_geojson, nullptr, false, is_world_to_read},
    {Method::get, "/v1/grids/{code}/card", worker, work, no_body, get_grid_card, nullptr, false, is_world_to_read},
    {Method::get, "/v1/grids/{code}/children", worker, work, no_body, get_grid_children, nullptr, false, is_world_to_read},
    {Method::get, "/v1/grids/{code}/neighbours", worker, work, no_body, get_grid_neighbours, nullptr, false, is_world_to_read},
    {Method::get, "/v1/grids/{code}/history", worker, work, no_body, get_grid_history},
    {Method::get, "/v1/grids/{code}", worker, work, no_body, get_grid, get_grid_quickly, false, is_world_to_read},
    {Method::get, "/v1/cameras", worker, command, no_body, list_records<CameraRow>},
    {Method::post, "/v1/cameras", worker, write, record_body, post_record<CameraRow>},
    {Method::get, "/v1/cameras/{code}", worker, command, no_body, get_record<CameraRow>},
    {Method::patch, "/v1/cameras/{code}", worker, write, record_body, patch_record<CameraRow>},
    {Method::del, "/v1/cameras/{code}", worker, write, no_body, delete_record<CameraRow>},
    {Method::get, "/v1/key-sites", worker, work, no_body, list_records<KeySiteRow>},
    {Method::post, "/v1/key-sites", worker, write, record_body, post_record<KeySiteRow>},
    {Method::get, "/v1/key-sites/{code}", worker, work, no_body, get_record<KeySiteRow>},
    {Method::patch, "/v1/key-sites/{code}", worker, write, record_body, patch_record<KeySiteRow>},
    {Method::del, "/v1/key-sites/{code}", worker, write, no_body, delete_record<KeySiteRow>},
    {Method::get, "/v1/rental-houses", worker, work, no_body, list_records<RentalHouseRow>},
    {Method::post, "/v1/rental-houses", worker, write, record_body, post_record<RentalHouseRow>},
    {Method::get, "/v1/rental-houses/{code}", worker, work, no_body, get_record<RentalHouseRow>},
    {Method::patch, "/v1/rental-houses/{code}", worker, write, record_body, patch_record<RentalHouseRow>},
    {Method::del, "/v1/rental-houses/{code}", worker, write, no_body, delete_record<RentalHouseRow>},
    {Method::get, "/v1/buildings", worker, work, no_body, list_records<BuildingRow>},
    {Method::post, "/v1/buildings", worker, write, record_body, post_record<BuildingRow>},
    {Method::get, "/v1/buildings/{code}", worker, work, no_body, get_record<BuildingRow>},
    {Method::patch, "/v1/buildings/{code}", worker, write, record_body, patch_record<BuildingRow>},
    {Method::del, "/v1/buildings/{code}", worker, write, no_body, delete_record<BuildingRow>},
    {Method::get, "/v1/people", worker, work, no_body, get_people},
    {Method::post, "/v1/people", worker, write, record_body, post_record<PersonRow>},
    {Method::get, "/v1/people/{code}", worker, work, no_body, get_record<PersonRow>},
    {Method::patch, "/v1/people/{code}", worker, write, record_body, patch_record<PersonRow>},
    {Method::del, "/v1/people/{code}", worker, write, no_body, delete_record<PersonRow>},
    {Method::get, "/v1/assignments", worker, work, no_body, get_assignments},
    {Method::post, "/v1/assignments", worker, write, record_body, post_record<AssignmentRow>},
    {Method::get, "/v1/assignments/{id}", worker, work, no_body, get_record<AssignmentRow>},
    {Method::patch, "/v1/assignments/{id}", worker, write, record_body, patch_record<AssignmentRow>},
    {Method::get, "/v1/vacancies", worker, work, no_body, get_vacancies, nullptr, false, is_world_to_read},
    {Method::get, "/v1/plans", worker, write, no_body, get_plans},
    {Method::post, "/v1/plans", worker, write, record_body, once<post_plans>},
    {Method::get, "/v1/plans/{id}", worker, write, no_body, get_plan},
    {Method::get, "/v1/plans/{id}/grids.geojson", worker, write, no_body, get_plan_grids},
    {Method::get, "/v1/plans/{id}/file", worker, write, no_body, get_plan_file},
    {Method::post, "/v1/plans/{id}/ops", worker, write, op_body, once<post_plan_op>},
    {Method::post, "/v1/plans/{id}/suggest", worker, write, mebibyte, post_plan_suggest},
    {Method::post, "/v1/plans/{id}/undo", worker, write, no_body, once<post_plan_undo>},
    {Method::post, "/v1/plans/{id}/redo", worker, write, no_body, once<post_plan_redo>},
    {Method::post, "/v1/plans/{id}/state", worker, write, record_body, once<post_plan_state>},
    {Method::post, "/v1/plans/{id}/rebase", worker, write, no_body, once<post_plan_rebase>},
    {Method::post, "/v1/plans/{id}/approvals", worker, write, record_body, once<post_plan_approvals>},
    {Method::post, "/v1/plans/{id}/publish", worker, write, record_body, once<post_plan_publish>},
    {Method::del, "/v1/plans/{id}/publish", worker, write, no_body, once<delete_plan_publish>},
    {Method::get, "/v1/approval-steps", worker, write, no_body, get_approval_steps},
    {Method::put, "/v1/approval-steps", worker, write, record_body, once<put_approval_steps>},
    {Method::get, "/v1/editions/{edition}/certificate", worker, work, no_body, get_certificate},
    {Method::get, "/v1/plans/{id}/diff", worker, write, no_body, get_plan_diff},
    {Method::get, "/v1/editions", worker, work, no_body, get_editions},
    {Method::get, "/v1/editions/{edition}", worker, work, no_body, get_edition},
    {Method::get, "/v1/editions/{edition}/diff", worker, work, no_body, get_edition_diff},
    {Method::post, "/v1/editions/{edition}/rollback", worker, write, record_body, post_edition_rollback},
    {Method::get, "/v1/plans/{id}/problems", worker, write, no_body, get_plan_problems},
    {Method::post, "/v1/plans/{id}/problems/ignore", worker, write, record_body, once<post_plan_ignore>},
    {Method::post, "/v1/plans/{id}/problems/heed", worker, write, record_body, once<post_plan_heed>},
    {Method::get, "/v1/plans/{id}/locks", worker, write, no_body, get_plan_locks},
    {Method::post, "/v1/plans/{id}/locks", worker, write, record_body, once<post_plan_locks>},
    {Method::post, "/v1/plans/{id}/locks/release", worker, write, record_body, once<post_plan_release>},
    {Method::get, "/v1/grid-rules", worker, write, no_body, get_grid_rules},
    {Method::put, "/v1/grid-rules/{level}", worker, write, record_body, once<put_grid_rules>},
    {Method::get, "/v1/nearby", worker, work, no_body, get_nearby, nullptr, false, is_world_to_read},
    {Method::get, "/v1/export/{layer}.geojson", worker, work, no_body, get_export},
    {Method::get, "/v1/export/{layer}.csv", worker, work, no_body, get_export},
    {Method::get, "/v1/export/{layer}.xlsx", worker, work, no_body, get_export},
    {Method::get, "/v1/export/{layer}.gpkg", worker, work, no_body, get_export},
    {Method::get, "/v1/export/{layer}.zip", worker, work, no_body, get_export},
    {Method::get, "/v1/export/{layer}.fgb", worker, work, no_body, get_export},
    {Method::get, "/v1/export/{layer}.kml", worker, work, no_body, get_export},
    {Method::get, "/tiles/{layers}.json", io, work, no_body, get_tilejson},
    {Method::get, "/tiles/{layers}/{z}/{x}/{y}.mvt", worker, work, no_body, get_tile, get_tile_quickly, false, is_tile_to_read},
    {Method::get, "/tiles/{layers}/{z}/{x}/{y}.pbf", worker, work, no_body, get_tile, get_tile_quickly, false, is_tile_to_read},
    {Method::get, "/basemap/{id}", worker, work, no_body, get_basemap},
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
        if (row.slow != nullptr) {
            route.slow = [&api, slow = row.slow](const Request &request) { return slow(api, request); };
        }
        if (row.body_to_file) {
            route.spool_folder = api.imports.folder();
        }
        routes.push_back(std::move(route));
    }
    return routes;
}

} // namespace jingwei::server
