#include "server/api/locate_render.hpp"

#include "server/api/people_json.hpp"
#include "server/json_writer.hpp"
#include "server/service/instant.hpp"

#include <fmt/format.h>
#include <iterator>

namespace jingwei::server {

namespace {

constexpr int metre_decimals = 2;

/// Writes the parts of an answer; one object an answer.
class Renderer {
  public:
    Renderer(std::string &out, const data::World &world, bool phones) : m_json(out), m_world(world), m_phones(phones) {}

    void answer(const LocateQuestion &question, const LocateAnswer &answer) {
        m_json.begin_object();
        m_json.key("edition").value(m_world.edition);
        m_json.key("frame").value(spatial::frame_name(question.frame));
        m_json.key("lon").value(question.place.lon);
        m_json.key("lat").value(question.place.lat);
        m_json.key("at").value(format_instant(question.at, m_world.utc_offset_minutes));
        m_json.key("themes").begin_array();
        for (const ThemeAnswer &item : answer.themes) {
            theme(item);
        }
        m_json.end_array();
        m_json.key("valid_radius_m");
        metres(answer.valid_radius_m);
        m_json.end_object();
    }

  private:
    void metres(const std::optional<double> &distance) {
        if (distance) {
            m_json.rounded(*distance, metre_decimals);
        } else {
            m_json.null();
        }
    }

    void theme(const ThemeAnswer &item) {
        m_json.begin_object();
        m_json.key("theme").value(item.theme->code);
        m_json.key("match").value(match_name(item.match));
        m_json.key("distance_m");
        metres(item.match == Match::nearest ? std::optional(item.distance_m) : std::nullopt);
        m_json.key("on_border").value(item.on_border);
        m_json.key("grid");
        grid(item);
        m_json.key("people");
        write_people(m_json, item.people, item.theme, m_phones);
        m_json.key("vacant_roles");
        write_roles(m_json, item.vacant_roles);
        m_json.key("fallback").value_or_null(item.fallback_org);
        m_json.key("chain");
        write_chain(m_json, *item.theme, item.chain, m_phones);
        border(item);
        doubt(item);
        m_json.end_object();
    }

    void grid(const ThemeAnswer &item) {
        if (item.grid == nullptr) {
            m_json.null();
            return;
        }
        const data::Level &level = item.theme->levels[item.grid->level];
        m_json.begin_object();
        m_json.key("code").value(item.grid->code);
        m_json.key("name").value(item.grid->name);
        m_json.key("level").value(level.code);
        m_json.key("level_name").value(level.label_zh);
        m_json.key("kind").value(item.grid->dedicated ? "dedicated" : "base");
        m_json.end_object();
    }

    void border(const ThemeAnswer &item) {
        m_json.key("border");
        if (!item.border) {
            m_json.null();
            return;
        }
        m_json.begin_object();
        m_json.key("distance_m").rounded(item.border->distance_m, metre_decimals);
        m_json.key("across");
        if (item.border->across == nullptr) {
            m_json.null();
        } else {
            m_json.begin_object();
            m_json.key("code").value(item.border->across->code);
            m_json.key("name").value(item.border->across->name);
            m_json.end_object();
        }
        m_json.end_object();
    }

    void doubt(const ThemeAnswer &item) {
        m_json.key("within_accuracy").begin_array();
        for (const NearGrid &near : item.within_accuracy) {
            m_json.begin_object();
            m_json.key("code").value(near.grid->code);
            m_json.key("name").value(near.grid->name);
            m_json.key("distance_m").rounded(near.distance_m, metre_decimals);
            m_json.end_object();
        }
        m_json.end_array();
    }

    JsonWriter m_json;
    const data::World &m_world;
    bool m_phones;
};

void append_people(std::string &out, std::string_view indent, const std::vector<data::Responsible> &people) {
    for (const data::Responsible &item : people) {
        fmt::format_to(std::back_inserter(out), "{}{}: {} {}{}{}\n", indent, item.role->label_zh, item.person->name,
                       item.person->phone_masked, item.primary ? "" : " (deputy)", item.on_duty ? "" : " (off duty)");
    }
}

void append_theme(std::string &out, const ThemeAnswer &item) {
    auto to = std::back_inserter(out);
    if (item.grid == nullptr) {
        fmt::format_to(to, "{}: nobody's ground\n", item.theme->code);
        return;
    }
    const data::Level &level = item.theme->levels[item.grid->level];
    fmt::format_to(to, "{}: {} {} ({} {})", item.theme->code, item.grid->code, item.grid->name, level.code, level.label_zh);
    if (item.match == Match::nearest) {
        fmt::format_to(to, ", the nearest, {:.1f} m away", item.distance_m);
    }
    out += '\n';
    append_people(out, "  ", item.people);
    for (const data::Role *role : item.vacant_roles) {
        fmt::format_to(to, "  {}: vacant\n", role->label_zh);
    }
    if (!item.fallback_org.empty()) {
        fmt::format_to(to, "  nobody named; {} answers\n", item.fallback_org);
    }
    for (const ChainLink &link : item.chain) {
        fmt::format_to(to, "  in {} {} ({})\n", link.code, link.name, link.level_name);
    }
    if (item.border) {
        fmt::format_to(to, "  border: {:.1f} m, across it {}\n", item.border->distance_m,
                       item.border->across == nullptr ? std::string("nobody's ground")
                                                      : item.border->across->code + " " + item.border->across->name);
    }
    for (const NearGrid &near : item.within_accuracy) {
        fmt::format_to(to, "  may also be {} {}, {:.1f} m away\n", near.grid->code, near.grid->name, near.distance_m);
    }
}

} // namespace

void append_locate_json(std::string &out, const data::World &world, const LocateQuestion &question, const LocateAnswer &answer,
                        bool phones) {
    Renderer(out, world, phones).answer(question, answer);
}

std::string locate_text(const data::World &world, const LocateQuestion &question, const LocateAnswer &answer) {
    std::string out =
        fmt::format("{} {} ({}), edition {}, as of {}\n", question.place.lon, question.place.lat,
                    spatial::frame_name(question.frame), world.edition, format_instant(question.at, world.utc_offset_minutes));
    for (const ThemeAnswer &item : answer.themes) {
        append_theme(out, item);
    }
    return out;
}

} // namespace jingwei::server
