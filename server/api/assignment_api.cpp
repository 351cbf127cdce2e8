#include "server/api/record_fields.hpp"

namespace jingwei::server {

namespace {

using data::AssignmentRow;

constexpr Field<AssignmentRow> fields[] = {
    {{.name = "person", .form = Form::code, .needed = true, .fixed = true}, &AssignmentRow::person_code},
    {{.name = "theme", .form = Form::code, .needed = true, .fixed = true}, &AssignmentRow::theme},
    {{.name = "grid", .form = Form::code, .needed = true, .fixed = true}, &AssignmentRow::grid_code},
    {{.name = "role", .form = Form::code, .needed = true, .fixed = true}, &AssignmentRow::role},
    {{.name = "primary"}, &AssignmentRow::primary},
    {{.name = "on_duty"}, &AssignmentRow::on_duty},
    {{.name = "from", .fixed = true}, &AssignmentRow::from},
    {{.name = "to"}, &AssignmentRow::to},
};

} // namespace

template <> const RecordType<AssignmentRow> &record_type() {
    static constexpr RecordType<AssignmentRow> type{.path = "/v1/assignments", .noun = "assignment", .fields = fields};
    return type;
}

} // namespace jingwei::server
