#include "server/api/record_fields.hpp"

namespace jingwei::server {

namespace {

using data::CameraRow;

constexpr Field<CameraRow> fields[] = {
    {{.name = "code", .form = Form::code, .needed = true, .fixed = true}, &CameraRow::code},
    {{.name = "name"}, &CameraRow::name},
    {{.name = "kind", .list = "camera_kind", .needed = true}, &CameraRow::kind},
    {{.name = "online"}, &CameraRow::online},
    {{.name = "azimuth_deg", .range = {.least = 0, .most = 360, .turns = true}}, &CameraRow::azimuth_deg},
    {{.name = "fov_deg", .range = {.least = 0.001, .most = 360}}, &CameraRow::fov_deg},
    {{.name = "range_m", .range = {.least = 0.001, .most = 100'000}}, &CameraRow::range_m},
    {{.name = "height_m", .range = {.least = -500, .most = 10'000}}, &CameraRow::height_m},
    {{.name = "gb_id", .form = Form::gb_id}, &CameraRow::gb_id},
    {{.name = "owner"}, &CameraRow::owner},
    {{.name = "platform"}, &CameraRow::platform},
    {{.name = "channel"}, &CameraRow::channel},
    {{.name = "built_phase"}, &CameraRow::built_phase},
    {{.name = "boundary_crossing"}, &CameraRow::boundary_crossing},
};

} // namespace

template <> const RecordType<CameraRow> &record_type() {
    static constexpr RecordType<CameraRow> type{.path = "/v1/cameras", .noun = "camera", .fields = fields};
    return type;
}

} // namespace jingwei::server
