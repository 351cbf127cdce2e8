#include "server/api/field_value.hpp"

#include "data/import_fields.hpp"
#include "data/import_values.hpp"
#include "data/text_form.hpp"
#include "server/api_error.hpp"
#include "server/service/instant.hpp"
#include "server/service/locate_service.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

bool is_gb_id(std::string_view text) {
    return text.size() == 20 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The text in the form that the importer keeps it in.
std::string in_form(const FieldRules &rules, std::string_view text) {
    switch (rules.form) {
    case Form::text:
        break;
    case Form::code:
        if (!data::is_code(text)) {
            refuse_value(rules.name, fmt::format("'{}' is a code: {}.", rules.name, data::code_rule));
        }
        break;
    case Form::phone:
        if (auto phone = data::normal_phone(text); !phone.empty()) {
            return phone;
        }
        refuse_value(rules.name,
                     fmt::format("'{}' is a work phone: a mobile of 11 digits that begins with 13 to 19, or a landline "
                                 "with its area code, as 0943-8221234.",
                                 rules.name));
    case Form::contact:
        if (auto phone = data::contact_phone(text); !phone.empty()) {
            return phone;
        }
        refuse_value(rules.name,
                     fmt::format("'{}' is a phone number: 3 to 20 digits, with ' -+()' between them; service numbers "
                                 "such as 110 or 12345 will do.",
                                 rules.name));
    case Form::gb_id:
        if (!is_gb_id(text)) {
            refuse_value(rules.name, fmt::format("'{}' has 20 digits (GB/T 28181).", rules.name));
        }
        break;
    }
    return std::string(text);
}

/// What an import would not take back.
void check_sound(const FieldRules &rules, std::string_view text) {
    const bool identifier = rules.form != Form::text || data::is_identifier(rules.name);
    if (const auto fault = data::value_fault(text, identifier, false); !fault.empty()) {
        refuse_value(rules.name, fmt::format("'{}' {}.", rules.name, fault));
    }
}

void check_list(const FieldRules &rules, std::string_view code, const data::World &world) {
    const auto list = world.code_lists->find(rules.list);
    if (list != world.code_lists->end() && list->second.contains(code)) {
        return;
    }
    const auto known = list != world.code_lists->end() ? data::known_codes(list->second) : std::string();
    refuse_value(rules.name, fmt::format("'{}' is not in the code list {} of '{}'; there are: {}.", code.substr(0, 40),
                                         rules.list, rules.name, known));
}

void check_range(const FieldRules &rules, double number) {
    const NumberRange &range = rules.range;
    const bool fits = (range.without_least ? number > range.least : number >= range.least) &&
                      (range.without_most ? number < range.most : number <= range.most);
    if (!fits) {
        refuse_value(rules.name,
                     fmt::format("'{}' must be {} {} and {} {}.", rules.name, range.without_least ? "above" : "at least",
                                 range.least, range.without_most ? "below" : "at most", range.most));
    }
}

} // namespace

void refuse_value(std::string_view field, const std::string &detail) {
    throw ApiError(ErrorCode::bad_call, "bad_value", detail, std::string(field));
}

void refuse_missing(std::string_view field, std::string_view noun) {
    throw ApiError(ErrorCode::bad_call, "missing_field", fmt::format("A {} needs '{}'.", noun, field), std::string(field));
}

std::string checked_text(const FieldRules &rules, simdjson::dom::element value, const data::World &world) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) {
        refuse_value(rules.name, fmt::format("'{}' is a text, in quotes.", rules.name));
    }
    if (const auto fault = data::text_fault(text); !fault.empty()) {
        refuse_value(rules.name, fmt::format("'{}' {}.", rules.name, fault));
    }
    text = data::trimmed_value(text);
    if (text.empty()) {
        if (rules.needed) {
            refuse_value(rules.name, fmt::format("'{}' cannot be empty.", rules.name));
        }
        return {};
    }
    check_sound(rules, text);
    if (!rules.list.empty()) {
        check_list(rules, text, world);
    }
    return in_form(rules, text);
}

bool checked_flag(const FieldRules &rules, simdjson::dom::element value) {
    bool flag = false;
    if (value.get(flag) != simdjson::SUCCESS) {
        refuse_value(rules.name, fmt::format("'{}' is true or false.", rules.name));
    }
    return flag;
}

int checked_whole(const FieldRules &rules, simdjson::dom::element value) {
    std::int64_t number = 0;
    if (value.get(number) != simdjson::SUCCESS) {
        refuse_value(rules.name, fmt::format("'{}' is a whole number.", rules.name));
    }
    check_range(rules, static_cast<double>(number));
    return static_cast<int>(number);
}

double checked_number(const FieldRules &rules, simdjson::dom::element value) {
    double number = 0;
    if (value.get(number) != simdjson::SUCCESS) {
        refuse_value(rules.name, fmt::format("'{}' is a number.", rules.name));
    }
    check_range(rules, number);
    return rules.range.turns && number == rules.range.most ? rules.range.least : number;
}

data::TimeMs checked_instant(const FieldRules &rules, simdjson::dom::element value, const data::World &world) {
    std::string_view text;
    const auto at = value.get(text) == simdjson::SUCCESS ? parse_instant(text, world.utc_offset_minutes) : std::nullopt;
    if (!at || *at < data::first_reasonable_day || *at >= data::first_unreasonable_day) {
        refuse_value(rules.name,
                     fmt::format("'{}' is a date (\"2026-11-22\") or a time (\"2026-11-22T08:00:00+08:00\") between "
                                 "1900 and 2100; leave it out where there is no such day.",
                                 rules.name));
    }
    return *at;
}

data::LatticePoint checked_point(spatial::LonLat place, const data::World &world, spatial::Frame frame,
                                 std::string_view field) {
    check_place(world, place, frame);
    const auto point = spatial::to_lattice(spatial::to_store_frame(place, frame));
    if (point == data::LatticePoint{0, 0}) { // what programs write for a place that nobody filled in
        refuse_value(field, "The place 0, 0 is that of nobody: give longitude and latitude of the object.");
    }
    return point;
}

data::LatticePoint checked_place(simdjson::dom::element lon, simdjson::dom::element lat, const data::World &world,
                                 spatial::Frame frame) {
    return checked_point({checked_number({.name = "lon"}, lon), checked_number({.name = "lat"}, lat)}, world, frame, "lon");
}

} // namespace jingwei::server
