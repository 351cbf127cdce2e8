#include "server/command/import_doctor.hpp"

#include "server/json_writer.hpp"

#include <algorithm>
#include <array>

namespace jingwei::server {

namespace {

/// Needs no quotes in any shell that matters.
bool is_plain(const std::string &word) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./=:,+@%";
    return !word.empty() && std::ranges::all_of(word, [plain](char c) {
        return plain.find(c) != std::string_view::npos || static_cast<unsigned char>(c) >= 0x80;
    });
}

void write_field(JsonWriter &json, const data::FieldReport &field) {
    json.begin_object();
    json.key("name").value(field.name);
    json.key("type").value(field.type);
    json.key("role").value_or_null(data::field_role_name(field.role));
    json.key("by_name").value(field.by_name);
    json.key("by_content").value(field.by_content);
    for (const auto &[name, count] :
         {std::pair("filled", field.filled), std::pair("distinct", field.distinct), std::pair("shortest", field.shortest),
          std::pair("longest", field.longest), std::pair("scientific", field.scientific),
          std::pair("full_width", field.full_width), std::pair("blanks", field.blanks)}) {
        json.key(name).value(static_cast<std::uint64_t>(count));
    }
    json.key("digits").value(field.digits);
    json.key("samples").begin_array();
    std::ranges::for_each(field.samples, [&](const auto &sample) { json.value(sample); });
    json.end_array().end_object();
}

void write_places(JsonWriter &json, const data::PlaceReport &places) {
    json.begin_object();
    json.key("types").begin_object();
    for (const auto &[type, count] : places.types) {
        json.key(type).value(static_cast<std::uint64_t>(count));
    }
    json.end_object();
    for (const auto &[name, count] : {std::pair("missing", places.missing), std::pair("multi_part", places.multi_part),
                                      std::pair("collapsed", places.collapsed), std::pair("out_of_range", places.out_of_range),
                                      std::pair("vertices", places.vertices)}) {
        json.key(name).value(static_cast<std::uint64_t>(count));
    }
    json.key("metres").value(places.metres);
    json.key("zone").value(places.zone);
    json.key("extent");
    if (places.vertices == 0) {
        json.null();
    } else {
        json.begin_array().value(places.min_x).value(places.min_y).value(places.max_x).value(places.max_y).end_array();
    }
    json.key("fits").begin_object();
    for (const auto &fit : places.fits) {
        json.key(fit.reading).rounded(fit.share, 4);
    }
    json.end_object();
    json.key("likely").value_or_null(places.likely);
    json.key("likely_by")
        .value_or_null(places.compared          ? spatial::frame_home_name(places.compared->home)
                       : !places.likely.empty() ? spatial::frame_home_name(spatial::FrameHome::ground)
                                                : std::string_view());
    json.end_object();
}

void write_finding(JsonWriter &json, const data::GeometryFinding &finding) {
    json.begin_object();
    json.key("kind").value(finding.kind);
    json.key("defect").value(finding.defect);
    json.key("count").value(static_cast<std::uint64_t>(std::max<std::size_t>(1, finding.count)));
    json.key("lon").rounded(finding.place.lon, 7);
    json.key("lat").rounded(finding.place.lat, 7);
    json.key("area_m2").rounded(finding.area_m2, 4);
    json.key("width_m").rounded(finding.width_m, 4);
    json.key("a").value_or_null(finding.a);
    json.key("b").value_or_null(finding.b);
    json.end_object();
}

void write_coverage(JsonWriter &json, const data::CoverageReport &coverage) {
    constexpr std::array<std::string_view, 4> states{"no_polygons", "too_many", "not_degrees", "examined"};
    json.begin_object();
    json.key("state").value(states.at(static_cast<std::size_t>(coverage.state)));
    json.key("findings").begin_array();
    std::ranges::for_each(coverage.findings, [&](const auto &finding) { write_finding(json, finding); });
    json.end_array().end_object();
}

void write_unknown_codes(JsonWriter &json, const std::vector<data::UnknownCodes> &unknown) {
    json.key("unknown_codes").begin_array();
    for (const auto &codes : unknown) {
        json.begin_object();
        json.key("column").value(codes.column);
        json.key("field").value(codes.field);
        json.key("values").begin_object();
        for (const auto &[value, count] : codes.values) {
            json.key(value).value(static_cast<std::uint64_t>(count));
        }
        json.end_object();
        json.key("known").value(codes.known);
        json.end_object();
    }
    json.end_array();
}

std::string_view layer_by_name(data::LayerBy by) {
    constexpr std::array<std::string_view, 4> names{"", "geometry", "name", "headings"};
    return names.at(static_cast<std::size_t>(by));
}

void write_advice(JsonWriter &json, const data::ImportAdvice &advice) {
    json.key("layer").value_or_null(advice.layer ? data::import_layer_name(*advice.layer) : "");
    json.key("layer_by").value_or_null(layer_by_name(advice.by));
    json.key("because").begin_array();
    std::ranges::for_each(advice.because, [&](const auto &field) { json.value(field); });
    json.end_array();
    json.key("tied").begin_array();
    std::ranges::for_each(advice.tied, [&](auto layer) { json.value(data::import_layer_name(layer)); });
    json.end_array();
    json.key("command").value_or_null(shell_line(advice.words));
    json.key("words").begin_array();
    std::ranges::for_each(advice.words, [&](const auto &word) { json.value(word); });
    json.end_array();
    json.key("open").begin_array();
    std::ranges::for_each(advice.open, [&](auto question) { json.value(question_name(question)); });
    json.end_array();
    json.key("more").begin_array();
    std::ranges::for_each(advice.more, [&](const auto &word) { json.value(word); });
    json.end_array();
}

void write_layer(JsonWriter &json, const data::LayerExamination &layer) {
    const auto &described = layer.described;
    json.begin_object();
    for (const auto &[name, text] : {std::pair("file", &described.file), std::pair("driver", &described.driver),
                                     std::pair("source_layer", &described.choice), std::pair("geometry", &described.geometry),
                                     std::pair("crs", &described.crs), std::pair("crs_fault", &described.crs_fault),
                                     std::pair("encoding", &layer.encoding), std::pair("encoding_fault", &layer.encoding_fault),
                                     std::pair("broken", &layer.broken)}) {
        json.key(name).value_or_null(*text);
    }
    json.key("count").value(described.count);
    json.key("read").value(layer.read);
    json.key("rows").value(static_cast<std::uint64_t>(layer.rows));
    json.key("crs_state").value(crs_state_name(layer.crs));
    json.key("crs_by_option").value(layer.crs_by_option);
    json.key("frame_field").value_or_null(layer.frame_field);
    json.key("preview").begin_array();
    std::ranges::for_each(layer.preview, [&](const auto &text) { json.value(text); });
    json.end_array();
    json.key("fields").begin_array();
    std::ranges::for_each(layer.fields, [&](const auto &field) { write_field(json, field); });
    json.end_array();
    json.key("places");
    write_places(json, layer.places);
    json.key("coverage");
    write_coverage(json, layer.coverage);
    json.key("theme").value_or_null(layer.level.theme);
    json.key("level").value_or_null(layer.level.level);
    json.key("code_length").value(static_cast<std::uint64_t>(layer.level.length));
    json.key("known_codes").value(static_cast<std::uint64_t>(layer.known_codes));
    write_unknown_codes(json, layer.unknown_codes);
    write_advice(json, layer.advice);
    json.end_object();
}

} // namespace

std::string_view question_name(data::OpenQuestion question) {
    constexpr std::array<std::string_view, 11> names{"layer", "level", "code",  "frame",  "crs",     "kind",
                                                     "place", "datum", "codes", "column", "outlines"};
    return names.at(static_cast<std::size_t>(question));
}

std::string_view crs_state_name(data::CrsState state) {
    constexpr std::array<std::string_view, 5> names{"none", "columns", "missing", "unusable", "known"};
    return names.at(static_cast<std::size_t>(state));
}

std::string shell_line(const std::vector<std::string> &words) {
    std::string line;
    for (const auto &word : words) {
        line += line.empty() ? "" : " ";
        if (is_plain(word)) {
            line += word;
            continue;
        }
        line += '\'';
        for (const char c : word) {
            line += c == '\'' ? "'\\''" : std::string(1, c);
        }
        line += '\'';
    }
    return line;
}

std::string examination_json(const data::FileExamination &examination) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("file").value(examination.file);
    json.key("bytes").value(static_cast<std::uint64_t>(examination.bytes));
    json.key("layers").begin_array();
    std::ranges::for_each(examination.layers, [&](const auto &layer) { write_layer(json, layer); });
    json.end_array().end_object();
    return text + '\n';
}

} // namespace jingwei::server
