#include "server/api/record_fields.hpp"

namespace jingwei::server {

namespace {

using data::BuildingRow;

constexpr Field<BuildingRow> fields[] = {
    {{.name = "code", .form = Form::code, .needed = true, .fixed = true}, &BuildingRow::code},
    {{.name = "name"}, &BuildingRow::name},
    {{.name = "address"}, &BuildingRow::address},
    {{.name = "building_use", .list = "building_use"}, &BuildingRow::building_use},
    {{.name = "floors", .range = {.least = 0, .most = 1'000}}, &BuildingRow::floors},
    {{.name = "units", .range = {.least = 0, .most = 10'000}}, &BuildingRow::units},
    {{.name = "households", .range = {.least = 0, .most = 1'000'000}, .personal = true}, &BuildingRow::households},
    {{.name = "residents", .range = {.least = 0, .most = 1'000'000}, .personal = true}, &BuildingRow::residents},
};

} // namespace

template <> const RecordType<BuildingRow> &record_type() {
    static constexpr RecordType<BuildingRow> type{.path = "/v1/buildings", .noun = "building", .fields = fields};
    return type;
}

} // namespace jingwei::server
