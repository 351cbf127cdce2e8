#include "server/api/record_fields.hpp"

namespace jingwei::server {

namespace {

using data::KeySiteRow;

constexpr Field<KeySiteRow> fields[] = {
    {{.name = "code", .form = Form::code, .needed = true, .fixed = true}, &KeySiteRow::code},
    {{.name = "name"}, &KeySiteRow::name},
    {{.name = "kind", .list = "key_site_kind", .needed = true}, &KeySiteRow::kind},
    {{.name = "address"}, &KeySiteRow::address},
    {{.name = "responsible"}, &KeySiteRow::responsible},
    {{.name = "phone", .form = Form::contact}, &KeySiteRow::phone},
    {{.name = "attention", .range = {.least = 0, .most = 3}}, &KeySiteRow::attention},
};

} // namespace

template <> const RecordType<KeySiteRow> &record_type() {
    static constexpr RecordType<KeySiteRow> type{.path = "/v1/key-sites", .noun = "key site", .fields = fields};
    return type;
}

} // namespace jingwei::server
