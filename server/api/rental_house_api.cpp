#include "server/api/record_fields.hpp"

namespace jingwei::server {

namespace {

using data::RentalHouseRow;

constexpr Field<RentalHouseRow> fields[] = {
    {{.name = "code", .form = Form::code, .needed = true, .fixed = true}, &RentalHouseRow::code},
    {{.name = "address", .personal = true}, &RentalHouseRow::address},
    {{.name = "building", .form = Form::code}, &RentalHouseRow::building_code},
    {{.name = "building_use", .list = "building_use"}, &RentalHouseRow::building_use},
    {{.name = "rental_use", .list = "rental_use"}, &RentalHouseRow::rental_use},
    {{.name = "hazard", .list = "rental_hazard", .personal = true}, &RentalHouseRow::hazard},
    {{.name = "let_kind", .list = "let_kind", .needed = true}, &RentalHouseRow::let_kind},
    {{.name = "tenant_count", .range = {.least = 0, .most = 100'000}, .personal = true}, &RentalHouseRow::tenant_count},
    {{.name = "last_visit", .personal = true}, &RentalHouseRow::last_visit},
};

} // namespace

template <> const RecordType<RentalHouseRow> &record_type() {
    static constexpr RecordType<RentalHouseRow> type{.path = "/v1/rental-houses", .noun = "rental house", .fields = fields};
    return type;
}

} // namespace jingwei::server
