#include "server/api/frame_render.hpp"

#include "server/json_writer.hpp"

#include <cmath>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

void write_place(JsonWriter &json, std::string_view name, spatial::LonLat place) {
    json.key(name).begin_object();
    json.key("lon").value(place.lon);
    json.key("lat").value(place.lat);
    json.end_object();
}

void write_advice(JsonWriter &json, const FrameAdvice &advice) {
    json.begin_object();
    json.key("cause").value(spatial::frame_cause_name(advice.finding.cause));
    json.key("swapped").value(advice.finding.swapped);
    json.key("zone_degrees").value(advice.finding.zone_degrees);
    json.key("residual_m").rounded(advice.finding.residual_m, 2);
    json.key("advice_en").value(advice.english);
    json.key("advice_zh").value(advice.chinese);
    json.key("option").value_or_null(advice.option);
    json.end_object();
}

} // namespace

std::string frame_json(const FrameQuestion &question, const FrameAnswer &answer) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_place(json, "known", question.known);
    write_place(json, "reading", question.reading);
    json.key("tolerance_m").value(question.tolerance_m);
    json.key("shift_m").rounded(answer.shift_m, 2);
    json.key("bearing_deg").rounded(answer.bearing_deg, 1);
    json.key("known_on_ground");
    if (answer.known_on_ground) {
        json.value(*answer.known_on_ground);
    } else {
        json.null();
    }
    json.key("findings").begin_array();
    for (const auto &advice : answer.findings) {
        write_advice(json, advice);
    }
    json.end_array().end_object();
    return text;
}

std::string frame_text(const FrameAnswer &answer) {
    std::string text = std::isfinite(answer.shift_m)
                           ? fmt::format("shift 偏移: {:.2f} m, bearing 方位 {:.0f}°\n", answer.shift_m, answer.bearing_deg)
                           : "the reading is no place as it stands 读数不是有效坐标\n";
    for (std::size_t i = 0; i < answer.findings.size(); ++i) {
        const auto &advice = answer.findings[i];
        text += fmt::format("{} {}: {}\n    {}\n", i == 0 ? "likely 很可能" : "or 也可能",
                            spatial::frame_cause_name(advice.finding.cause), advice.english, advice.chinese);
        if (advice.finding.cause != spatial::FrameCause::unknown && advice.finding.cause != spatial::FrameCause::old_datum) {
            text += fmt::format("    left unexplained 剩余: {:.2f} m\n", advice.finding.residual_m);
        }
        if (!advice.option.empty()) {
            text += fmt::format("    option 选项: {}\n", advice.option);
        }
    }
    if (answer.known_on_ground == false) {
        text += "note: the store has no grid at the known place; is it right? 已知点不在本库网格范围内\n";
    }
    return text;
}

} // namespace jingwei::server
