#include "server/api/batch.hpp"

#include "server/http/problem.hpp"
#include "server/json_writer.hpp"

#include <array>
#include <charconv>

namespace jingwei::server {

namespace {

/// One answer on its way out.
struct BatchRow {
    const Batch &batch;
    std::size_t index;
    const data::ThemeWorld &theme;
    const BatchMatch &match;
    [[nodiscard]] std::string_view code() const { return match.grid == nullptr ? std::string_view() : match.grid->code; }
    [[nodiscard]] std::string_view level() const {
        return match.grid == nullptr ? std::string_view() : theme.levels[match.grid->level].code;
    }
};

void append_double(std::string &out, double number) {
    std::array<char, 40> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end.ptr);
}

void append_cell(std::string &out, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        out.append(c == '"' ? 2 : 1, c);
    }
    out += '"';
}

void append_csv_row(std::string &out, const BatchRow &row) {
    const LonLat place = row.batch.places[row.index];
    append_cell(out, row.batch.ids[row.index]);
    out += ',';
    append_double(out, place.lon);
    out += ',';
    append_double(out, place.lat);
    out += ',';
    out.append(row.theme.code).append(",").append(row.code()).append(",").append(row.level()).append(",");
    out.append(match_name(row.match.match)).append(",");
    if (row.match.match == Match::nearest) {
        append_rounded(out, row.match.distance_m, 2);
    }
    out += '\n';
}

void append_json_row(JsonWriter &json, const BatchRow &row) {
    const LonLat place = row.batch.places[row.index];
    json.begin_object();
    json.key("id");
    if (row.batch.id_is_number[row.index]) {
        json.raw(row.batch.ids[row.index]);
    } else {
        json.value(row.batch.ids[row.index]);
    }
    json.key("lon").value(place.lon);
    json.key("lat").value(place.lat);
    json.key("theme").value(row.theme.code);
    json.key("grid_code").value_or_null(row.code());
    json.key("level").value_or_null(row.level());
    json.key("match").value(match_name(row.match.match));
    json.key("distance_m");
    if (row.match.match == Match::nearest) {
        json.rounded(row.match.distance_m, 2);
    } else {
        json.null();
    }
    json.end_object();
}

struct ThemeMatches {
    const data::ThemeWorld *theme;
    std::vector<BatchMatch> matches;
};

std::vector<ThemeMatches> match_all(const data::World &world, const Batch &batch, const BatchQuestion &question) {
    std::vector<LonLat> places = batch.places;
    for (LonLat &place : places) {
        place = spatial::to_store_frame(place, question.frame);
    }
    std::vector<ThemeMatches> all;
    for (const std::string_view code : question.themes) {
        const data::ThemeWorld *theme = world.theme(code);
        if (theme == nullptr) {
            throw ApiError(ErrorCode::bad_call, "unknown_theme", "This store has no theme '" + std::string(code) + "'.",
                           "themes");
        }
        all.push_back({theme, std::vector<BatchMatch>(places.size())});
        locate_batch(*theme, places, question.within_m, all.back().matches);
    }
    return all;
}

template <class Write> void for_each_row(const Batch &batch, const std::vector<ThemeMatches> &all, const Write &write) {
    for (std::size_t i = 0; i < batch.places.size(); ++i) {
        for (const ThemeMatches &item : all) {
            write(BatchRow{batch, i, *item.theme, item.matches[i]});
        }
    }
}

} // namespace

std::optional<BatchFormat> batch_format_of(std::string_view media_type) {
    media_type = media_type.substr(0, media_type.find(';'));
    while (media_type.ends_with(' ')) {
        media_type.remove_suffix(1);
    }
    for (const BatchFormat format : {BatchFormat::csv, BatchFormat::ndjson, BatchFormat::json}) {
        if (equal_ignoring_case(media_type, media_type_of(format))) {
            return format;
        }
    }
    return std::nullopt;
}

std::string_view media_type_of(BatchFormat format) {
    switch (format) {
    case BatchFormat::csv:
        return "text/csv";
    case BatchFormat::ndjson:
        return "application/x-ndjson";
    case BatchFormat::json:
        return "application/json";
    }
    return {};
}

std::string answer_batch(const data::World &world, const Batch &batch, const BatchQuestion &question, BatchFormat format) {
    const auto all = match_all(world, batch, question);
    std::string out;
    out.reserve(batch.places.size() * all.size() * (format == BatchFormat::csv ? 80 : 160) + 200);
    if (format == BatchFormat::csv) {
        out += "id,lon,lat,theme,grid_code,level,match,distance_m\n";
        for_each_row(batch, all, [&](const BatchRow &row) { append_csv_row(out, row); });
        return out;
    }
    if (format == BatchFormat::ndjson) {
        for_each_row(batch, all, [&](const BatchRow &row) {
            JsonWriter line(out);
            append_json_row(line, row);
            out += '\n';
        });
        return out;
    }
    JsonWriter json(out);
    json.begin_object();
    json.key("edition").value(world.edition);
    json.key("frame").value(spatial::frame_name(question.frame));
    json.key("items").begin_array();
    for_each_row(batch, all, [&](const BatchRow &row) { append_json_row(json, row); });
    json.end_array();
    json.key("next").null();
    json.end_object();
    return out;
}

} // namespace jingwei::server
