#include "server/service/plan_partition.hpp"

#include "server/api_error.hpp"

#include <cmath>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using simdjson::dom::element;

constexpr std::size_t most_grids = 300;
constexpr std::size_t most_rings = 1'000;
constexpr std::size_t most_points = 100'000;

[[noreturn]] void refuse(std::string_view field, const std::string &detail) {
    throw ApiError(ErrorCode::bad_call, "bad_value", detail, std::string(field));
}

std::vector<element> list_of(const std::optional<element> &value, std::string_view field, std::size_t most) {
    simdjson::dom::array list;
    if (!value || value->get(list) != simdjson::SUCCESS || list.size() == 0 || list.size() > most) {
        refuse(field, fmt::format("'{}' has to be a list of 1 to {}.", field, most));
    }
    return {list.begin(), list.end()};
}

std::string text_of(element value, std::string_view field) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS || text.empty()) {
        refuse(field, fmt::format("'{}' has to name grids by code.", field));
    }
    return std::string(text);
}

spatial::LatticePoint place_of(element value, std::string_view field, spatial::Frame frame) {
    simdjson::dom::array pair;
    spatial::LonLat at;
    if (value.get(pair) != simdjson::SUCCESS || pair.size() != 2 || pair.at(0).get(at.lon) != simdjson::SUCCESS ||
        pair.at(1).get(at.lat) != simdjson::SUCCESS || std::abs(at.lon) > 180 || std::abs(at.lat) > 90) {
        refuse(field, fmt::format("Each place of '{}' is [lon, lat] in degrees, longitude first.", field));
    }
    return spatial::to_lattice(spatial::to_store_frame(at, frame));
}

PartitionPart part_of(element value, spatial::Frame frame) {
    simdjson::dom::object object;
    element member;
    if (value.get(object) != simdjson::SUCCESS || object["grid"].get(member) != simdjson::SUCCESS) {
        refuse("parts", "A part is {\"grid\":CODE,\"name\":NAME,\"rings\":[[[lon,lat],…],…]}; the name is for new grids.");
    }
    PartitionPart part{.grid = text_of(member, "parts"), .name = {}, .rings = {}};
    std::string_view name;
    part.name = object["name"].get(name) == simdjson::SUCCESS && !name.empty() ? std::string(name) : part.grid;
    if (object["rings"].get(member) != simdjson::SUCCESS) {
        refuse("parts", fmt::format("The part '{}' has no 'rings'.", part.grid.substr(0, 40)));
    }
    part.rings = read_rings(member, "parts", frame);
    return part;
}

} // namespace

std::vector<spatial::Ring> read_rings(element value, std::string_view field, spatial::Frame frame) {
    std::vector<spatial::Ring> rings;
    std::size_t points = 0;
    for (const auto list : list_of(value, field, most_rings)) {
        auto &ring = rings.emplace_back();
        for (const auto place : list_of(list, field, most_points)) {
            ring.push_back(place_of(place, field, frame));
        }
        if (ring.front() == ring.back()) {
            ring.pop_back();
        }
        points += ring.size();
        if (ring.size() < 3 || points > most_points) {
            refuse(field,
                   fmt::format("A ring of '{}' has at least three places; all together have at most {}.", field, most_points));
        }
    }
    return rings;
}

PartitionGrids read_partition(JsonObject &object, spatial::Frame frame) {
    PartitionGrids op;
    for (const auto grid : list_of(object.take("grids"), "grids", most_grids)) {
        op.grids.push_back(text_of(grid, "grids"));
    }
    for (const auto part : list_of(object.take("parts"), "parts", most_grids)) {
        op.parts.push_back(part_of(part, frame));
    }
    return op;
}

void write_partition(JsonWriter &json, const PartitionGrids &op) {
    json.key("grids").begin_array();
    for (const auto &grid : op.grids) {
        json.value(grid);
    }
    json.end_array().key("parts").begin_array();
    for (const auto &part : op.parts) {
        json.begin_object().key("grid").value(part.grid);
        if (!part.name.empty()) {
            json.key("name").value(part.name);
        }
        json.key("rings").begin_array();
        for (const auto &ring : part.rings) {
            json.begin_array();
            for (const auto p : ring) {
                const auto at = spatial::to_lonlat(p);
                json.begin_array().rounded(at.lon, 7).rounded(at.lat, 7).end_array();
            }
            json.end_array();
        }
        json.end_array().end_object();
    }
    json.end_array();
}

} // namespace jingwei::server
