#include "server/api/batch.hpp"

#include "server/http/problem.hpp"
#include "server/http/query.hpp"

#include <fmt/format.h>
#include <simdjson.h>

namespace jingwei::server {

namespace {

ApiError bad_row(std::size_t row, const std::string &what, std::string field) {
    return {ErrorCode::bad_call, "bad_row", fmt::format("Row {}: {}", row, what), std::move(field)};
}

void add_point(Batch &batch, std::string id, bool number, LonLat place, std::size_t limit) {
    if (batch.places.size() == limit) {
        throw ApiError(ErrorCode::bad_call, "too_many_points",
                       fmt::format("A batch has at most {} points; send the rest in another one.", limit));
    }
    const std::size_t row = batch.places.size() + 1;
    if (std::abs(place.lon) > 180) {
        throw bad_row(row, fmt::format("lon={} is not from -180 to 180.", place.lon), "lon");
    }
    if (std::abs(place.lat) > 90) {
        throw bad_row(row, fmt::format("lat={} is not from -90 to 90.", place.lat), "lat");
    }
    batch.places.push_back(place);
    batch.id_is_number.push_back(number || id.empty());
    batch.ids.push_back(id.empty() ? std::to_string(row) : std::move(id));
}

std::string_view take_line(std::string_view &text) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

/// Takes the first field of a CSV line off it, quotes and all (RFC 4180, without line breaks inside quotes).
std::string take_cell(std::string_view &line) {
    if (!line.starts_with('"')) {
        const auto end = std::min(line.find(','), line.size());
        std::string cell(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
        return cell;
    }
    std::string cell;
    std::size_t i = 1;
    for (; i < line.size() && !(line[i] == '"' && (i + 1 == line.size() || line[i + 1] != '"')); ++i) {
        cell += line[i];
        i += line[i] == '"' ? 1 : 0;
    }
    line.remove_prefix(std::min(i + 2, line.size()));
    return cell;
}

double cell_number(std::string_view &line, std::size_t row, const char *field) {
    const auto end = std::min(line.find(','), line.size());
    std::string_view cell = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    while (cell.starts_with(' ')) {
        cell.remove_prefix(1);
    }
    while (cell.ends_with(' ')) {
        cell.remove_suffix(1);
    }
    const auto number = to_number(cell);
    if (!number) {
        throw bad_row(row, fmt::format("{} must be a finite number, not '{}'.", field, cell.substr(0, 40)), field);
    }
    return *number;
}

Batch read_csv(std::string_view text, std::size_t limit) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    const std::string_view header = take_line(text);
    const bool with_id = header == "id,lon,lat";
    if (!with_id && header != "lon,lat") {
        throw ApiError(ErrorCode::bad_call, "bad_header",
                       "The first line of the CSV must be 'lon,lat' or 'id,lon,lat', not '" +
                           std::string(header.substr(0, 60)) + "'.");
    }
    Batch batch;
    while (!text.empty()) {
        std::string_view line = take_line(text);
        if (line.empty()) {
            continue;
        }
        const std::size_t row = batch.places.size() + 1;
        std::string id = with_id ? take_cell(line) : std::string();
        const double lon = cell_number(line, row, "lon");
        const double lat = cell_number(line, row, "lat");
        if (!line.empty()) {
            throw bad_row(row, "there are more fields than the header has.", "");
        }
        add_point(batch, std::move(id), false, {lon, lat}, limit);
    }
    return batch;
}

using simdjson::ondemand::value;

bool at_end(simdjson::ondemand::document &document) {
    const char *place = nullptr;
    return document.current_location().get(place) != simdjson::SUCCESS;
}

double json_number(simdjson::simdjson_result<double> &&number, std::size_t row, const char *field) {
    double out = 0;
    if (std::move(number).get(out) != simdjson::SUCCESS) {
        throw bad_row(row, fmt::format("{} must be a number.", field), field);
    }
    return out;
}

struct JsonPoint {
    std::string id;
    bool id_is_number = false;
    LonLat place;
};

void read_id(simdjson::simdjson_result<value> field, std::size_t row, JsonPoint &point) {
    std::string_view text;
    std::int64_t number = 0;
    if (field.get_string().get(text) == simdjson::SUCCESS) {
        point.id = text;
    } else if (field.get_int64().get(number) == simdjson::SUCCESS) {
        point.id = std::to_string(number);
        point.id_is_number = true;
    } else {
        throw bad_row(row, "id must be text or a whole number.", "id");
    }
}

void mark_read(bool &already, std::size_t row, const char *field) {
    if (already) {
        throw bad_row(row, fmt::format("{} is there twice.", field), field);
    }
    already = true;
}

JsonPoint read_object(simdjson::ondemand::object object, std::size_t row) {
    JsonPoint point;
    bool has_id = false;
    bool has_lon = false;
    bool has_lat = false;
    for (auto field : object) {
        std::string_view key;
        if (field.unescaped_key().get(key) != simdjson::SUCCESS) {
            throw bad_row(row, "is not valid JSON.", "");
        }
        if (key == "lon") {
            mark_read(has_lon, row, "lon");
            point.place.lon = json_number(field.value().get_double(), row, "lon");
        } else if (key == "lat") {
            mark_read(has_lat, row, "lat");
            point.place.lat = json_number(field.value().get_double(), row, "lat");
        } else if (key == "id") {
            mark_read(has_id, row, "id");
            read_id(field.value(), row, point);
        } else {
            throw bad_row(row, fmt::format("there is no field '{}'; a point has id, lon and lat.", key), std::string(key));
        }
    }
    if (!has_lon || !has_lat) {
        throw bad_row(row, fmt::format("{} is missing.", has_lon ? "lat" : "lon"), has_lon ? "lat" : "lon");
    }
    return point;
}

JsonPoint read_pair(simdjson::ondemand::array pair, std::size_t row) {
    JsonPoint point;
    std::size_t count = 0;
    for (auto number : pair) {
        const double coordinate = json_number(number.get_double(), row, count == 0 ? "lon" : "lat");
        (count == 0 ? point.place.lon : point.place.lat) = coordinate;
        ++count;
    }
    if (count != 2) {
        throw bad_row(row, "a pair is [lon, lat].", "");
    }
    return point;
}

ApiError not_json(const char *where) {
    return {ErrorCode::bad_call, "not_json", fmt::format("{} is not valid JSON.", where)};
}

Batch read_json(std::string_view text, std::size_t limit) {
    const simdjson::padded_string padded(text);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    simdjson::ondemand::array rows;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS || document.get_array().get(rows) != simdjson::SUCCESS) {
        throw ApiError(ErrorCode::bad_call, "not_json", "The body must be a JSON array of points.");
    }
    Batch batch;
    for (auto item : rows) {
        const std::size_t row = batch.places.size() + 1;
        value point;
        simdjson::ondemand::object object;
        simdjson::ondemand::array pair;
        if (item.get(point) != simdjson::SUCCESS) {
            throw not_json("The body");
        }
        JsonPoint read;
        if (point.get_object().get(object) == simdjson::SUCCESS) {
            read = read_object(object, row);
        } else if (point.get_array().get(pair) == simdjson::SUCCESS) {
            read = read_pair(pair, row);
        } else {
            throw bad_row(row, "a point is an object or a pair [lon, lat].", "");
        }
        add_point(batch, std::move(read.id), read.id_is_number, read.place, limit);
    }
    if (!at_end(document)) {
        throw not_json("What follows the array");
    }
    return batch;
}

Batch read_ndjson(std::string_view text, std::size_t limit) {
    const simdjson::padded_string padded(text);
    simdjson::ondemand::parser parser;
    std::string_view rest(padded.data(), padded.size());
    Batch batch;
    while (!rest.empty()) {
        const std::string_view line = take_line(rest);
        if (line.find_first_not_of(" \t") == std::string_view::npos) {
            continue;
        }
        const std::size_t row = batch.places.size() + 1;
        const auto left = static_cast<std::size_t>(padded.data() + padded.size() - line.data()) + simdjson::SIMDJSON_PADDING;
        simdjson::ondemand::document document;
        simdjson::ondemand::object object;
        if (parser.iterate(simdjson::padded_string_view(line, left)).get(document) != simdjson::SUCCESS ||
            document.get_object().get(object) != simdjson::SUCCESS) {
            throw bad_row(row, "each line must be an object with lon and lat.", "");
        }
        JsonPoint read = read_object(object, row);
        if (!at_end(document)) {
            throw bad_row(row, "something follows the object.", "");
        }
        add_point(batch, std::move(read.id), read.id_is_number, read.place, limit);
    }
    return batch;
}

} // namespace

Batch read_batch(std::string_view text, BatchFormat format, std::size_t limit) {
    switch (format) {
    case BatchFormat::csv:
        return read_csv(text, limit);
    case BatchFormat::ndjson:
        return read_ndjson(text, limit);
    case BatchFormat::json:
        return read_json(text, limit);
    }
    return {};
}

} // namespace jingwei::server
