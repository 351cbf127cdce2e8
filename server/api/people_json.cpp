#include "server/api/people_json.hpp"

namespace jingwei::server {

void write_people(JsonWriter &json, std::span<const data::Responsible> people, const data::ThemeWorld *theme, bool phones) {
    json.begin_array();
    for (const data::Responsible &item : people) {
        json.begin_object();
        json.key("role").value(item.role->code);
        json.key("role_name").value(item.role->label_zh);
        json.key("name").value(item.person->name);
        json.key("phone_masked").value_or_null(item.person->phone_masked);
        if (phones) {
            json.key("phone").value_or_null(item.person->phone);
        }
        json.key("primary").value(item.primary);
        json.key("on_duty").value(item.on_duty);
        if (theme != nullptr) {
            json.key("level").value(theme->levels[theme->grids[item.grid].level].code);
        }
        json.end_object();
    }
    json.end_array();
}

void write_roles(JsonWriter &json, std::span<const data::Role *const> roles) {
    json.begin_array();
    for (const data::Role *role : roles) {
        json.value(role->code);
    }
    json.end_array();
}

void write_vacancy(JsonWriter &json, const data::Vacancy &vacancy) {
    json.key("role").value(vacancy.role->code);
    json.key("role_name").value(vacancy.role->label_zh);
    json.key("minimum").value(vacancy.minimum);
    json.key("held").value(vacancy.held);
    json.key("missing").value(vacancy.minimum - vacancy.held);
}

void write_chain(JsonWriter &json, const data::ThemeWorld &theme, std::span<const ChainLink> chain, bool phones) {
    json.begin_array();
    for (const ChainLink &link : chain) {
        json.begin_object();
        json.key("level").value(link.level);
        json.key("level_name").value(link.level_name);
        json.key("rank").value(link.rank);
        json.key("code").value(link.code);
        json.key("name").value(link.name);
        json.key("people");
        write_people(json, link.people, &theme, phones);
        json.end_object();
    }
    json.end_array();
}

} // namespace jingwei::server
