#include "server/service/plan_moved_units.hpp"

#include "server/api_error.hpp"
#include "server/service/plan_partition.hpp"

namespace jingwei::server {

namespace {

constexpr std::size_t most_grids = 1'000;

[[noreturn]] void refuse() {
    throw ApiError(ErrorCode::bad_call, "bad_value",
                   "'ground' is a list of {\"from\":CODE,\"pieces\":[RING,…],\"kept\":[RING,…]}; leave it out: it is found out "
                   "from the buildings.",
                   "ground");
}

void write_rings(JsonWriter &json, std::string_view name, const std::vector<spatial::Ring> &rings) {
    json.key(name).begin_array();
    for (const auto &ring : rings) {
        json.begin_array();
        for (const auto p : ring) {
            const auto at = spatial::to_lonlat(p);
            json.begin_array().rounded(at.lon, 7).rounded(at.lat, 7).end_array();
        }
        json.end_array();
    }
    json.end_array();
}

} // namespace

std::vector<MovedUnits> read_moved_units(JsonObject &object, spatial::Frame frame) {
    std::vector<MovedUnits> ground;
    const auto value = object.take("ground");
    if (!value) {
        return ground;
    }
    simdjson::dom::array list;
    if (value->get(list) != simdjson::SUCCESS || list.size() > most_grids) {
        refuse();
    }
    for (const auto item : list) {
        simdjson::dom::object members;
        std::string_view from;
        simdjson::dom::element rings;
        if (item.get(members) != simdjson::SUCCESS || members["from"].get(from) != simdjson::SUCCESS ||
            members["pieces"].get(rings) != simdjson::SUCCESS) {
            refuse();
        }
        auto &moved = ground.emplace_back(MovedUnits{std::string(from), read_rings(rings, "ground", frame), {}});
        if (members["kept"].get(rings) == simdjson::SUCCESS) {
            moved.kept = read_rings(rings, "ground", frame);
        }
    }
    return ground;
}

void write_moved_units(JsonWriter &json, const std::vector<MovedUnits> &ground) {
    json.key("ground").begin_array();
    for (const auto &moved : ground) {
        json.begin_object().key("from").value(moved.from);
        write_rings(json, "pieces", moved.pieces);
        if (!moved.kept.empty()) {
            write_rings(json, "kept", moved.kept);
        }
        json.end_object();
    }
    json.end_array();
}

} // namespace jingwei::server
