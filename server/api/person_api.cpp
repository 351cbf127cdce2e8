#include "server/api/record_fields.hpp"

namespace jingwei::server {

namespace {

using data::PersonRow;

constexpr Field<PersonRow> fields[] = {
    {{.name = "code", .form = Form::code, .needed = true, .fixed = true}, &PersonRow::code},
    {{.name = "name", .needed = true}, &PersonRow::name},
    {{.name = "phone", .form = Form::phone}, &PersonRow::phone},
    {{.name = "org", .form = Form::code}, &PersonRow::org_code},
};

} // namespace

template <> const RecordType<PersonRow> &record_type() {
    static constexpr RecordType<PersonRow> type{.path = "/v1/people", .noun = "person", .fields = fields};
    return type;
}

} // namespace jingwei::server
