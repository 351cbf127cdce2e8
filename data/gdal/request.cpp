#include "data/gdal/request.hpp"

#include "data/gdal/source_kind.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <fmt/format.h>
#include <map>

namespace jingwei::gdal {

namespace {

void check_name(const std::filesystem::path &file) {
    const auto name = file.string();
    if (name.find(':') != std::string::npos || name.find("/vsi") != std::string::npos) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("the file name '{}' is refused: it holds ':' or '/vsi'; rename the file", name));
    }
}

/// A regular file that exists, as an absolute path without links.
std::filesystem::path resolve(const std::filesystem::path &file) {
    check_name(file);
    std::error_code failed;
    const auto path = std::filesystem::canonical(file, failed);
    if (!failed && std::filesystem::is_directory(path, failed)) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("'{}' is a folder; name the file in it, or pack a .gdb folder as .zip", file.string()));
    }
    if (failed || !std::filesystem::is_regular_file(path, failed)) {
        throw Error(ErrorCode::bad_data, fmt::format("there is no file '{}'; check the name", file.string()));
    }
    check_name(path);
    if (!kind_of(path)) {
        const auto advice = advice_on(path);
        throw Error(ErrorCode::bad_data, fmt::format("'{}' is of no known kind; {}", file.filename().string(),
                                                     advice.empty() ? "give " + known_kinds() : advice));
    }
    return path;
}

void check_crs(const std::string &crs) {
    const bool plain = crs.starts_with("EPSG:") && crs.size() > 5 && crs.size() < 12 &&
                       std::all_of(crs.begin() + 5, crs.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (!crs.empty() && !plain) {
        throw Error(ErrorCode::bad_call, fmt::format("'{}' is no coordinate system; write it as EPSG:4490", crs));
    }
}

[[noreturn]] void refuse_option(const std::string &option, const std::string &value) {
    throw Error(ErrorCode::bad_call, fmt::format("jingwei-gdal cannot take {} '{}'", option, value));
}

double number_of(const std::string &option, const std::string &text, std::string_view part) {
    double value = 0;
    const auto read = std::from_chars(part.data(), part.data() + part.size(), value);
    if (read.ec != std::errc() || read.ptr != part.data() + part.size()) {
        refuse_option(option, text);
    }
    return value;
}

/// "west,south,east,north" in degrees.
spatial::LatticeBox box_of(const std::string &text) {
    std::array<double, 4> sides{};
    std::string_view rest = text;
    for (auto &side : sides) {
        const auto part = rest.substr(0, rest.find(','));
        side = number_of("--near", text, part);
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    }
    spatial::LatticeBox box;
    box.add(spatial::to_lattice({sides[0], sides[1]}));
    box.add(spatial::to_lattice({sides[2], sides[3]}));
    return box;
}

/// "3,4"
std::pair<int, int> fields_of(const std::string &text) {
    const auto comma = std::min(text.find(','), text.size());
    const std::string_view view = text;
    const auto whole = [&](std::string_view part) {
        int value = -1;
        const auto read = std::from_chars(part.data(), part.data() + part.size(), value);
        if (read.ec != std::errc() || read.ptr != part.data() + part.size() || value < 0) {
            refuse_option("--place-fields", text);
        }
        return value;
    };
    return {whole(view.substr(0, comma)), whole(view.substr(std::min(comma + 1, view.size())))};
}

/// What is said about an older datum, after the texts of the options.
void take_datum(Request &request, const std::string &fit, const std::string &limit, const std::string &near) {
    if (!fit.empty() && fit != "4" && fit != "7") {
        refuse_option("--fit", fit);
    }
    request.fit = fit == "7" ? 7 : 4;
    if (!limit.empty()) {
        request.residual_limit_m = number_of("--residual-limit", limit, limit);
    }
    if (!near.empty()) {
        request.near = box_of(near);
    }
    if (!request.datum_parameters.empty() && !request.control_points.empty()) {
        throw Error(ErrorCode::bad_call, "give either parameters or control points, not both");
    }
    if (request.asks_for_datum() && !request.frame.empty()) {
        throw Error(ErrorCode::bad_call,
                    request.system_kept_for.empty()
                        ? fmt::format("a frame ({}) has no datum to carry: leave --frame or the parameters away", request.frame)
                        : fmt::format("the frame {} kept for {} has no datum to carry: say the file's own system with --crs "
                                      "EPSG:n, or leave the parameters away",
                                      request.frame, request.system_kept_for));
    }
}

} // namespace

Request parse_request(const std::vector<std::string> &arguments) {
    Request request;
    std::string scratch, fit, limit, near, place_fields;
    const std::map<std::string, std::string *, std::less<>> options{{"--layer", &request.layer},
                                                                    {"--encoding", &request.encoding},
                                                                    {"--crs", &request.crs},
                                                                    {"--frame", &request.frame},
                                                                    {"--system-kept-for", &request.system_kept_for},
                                                                    {"--encoding-kept-for", &request.encoding_kept_for},
                                                                    {"--datum-parameters", &request.datum_parameters},
                                                                    {"--control-points", &request.control_points},
                                                                    {"--fit", &fit},
                                                                    {"--residual-limit", &limit},
                                                                    {"--near", &near},
                                                                    {"--place-fields", &place_fields},
                                                                    {"--scratch", &scratch}};
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto option = options.find(arguments[i]);
        if (option != options.end() && i + 1 < arguments.size()) {
            *option->second = arguments[++i];
        } else if (arguments[i] == "--describe") {
            request.describe = true;
        } else if (arguments[i] == "--outlines") {
            request.outlines = true;
        } else if (request.file.empty() && !arguments[i].starts_with('-')) {
            request.file = arguments[i];
        } else {
            throw Error(ErrorCode::bad_call, fmt::format("jingwei-gdal does not know '{}'", arguments[i]));
        }
    }
    if (request.file.empty()) {
        throw Error(ErrorCode::bad_call, "usage: jingwei-gdal FILE [--layer L] [--encoding E] [--crs EPSG:n] [--frame F]");
    }
    request.scratch = scratch;
    check_crs(request.crs);
    if (!place_fields.empty()) {
        request.place_fields = fields_of(place_fields);
    }
    take_datum(request, fit, limit, near);
    request.file = resolve(request.file);
    return request;
}

} // namespace jingwei::gdal
