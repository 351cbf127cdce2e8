#include "server/service/plan_op.hpp"

#include "server/api_error.hpp"
#include "server/json_object.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using simdjson::dom::element;
using spatial::LatticePoint;
using spatial::LonLat;

constexpr std::size_t most_points = 10'000;
constexpr std::size_t most_grids = 1'000;
constexpr double most_tolerance_m = 100;
constexpr double most_step_m = 10'000;

constexpr std::array<std::string_view, std::variant_size_v<PlanOp::What>> names{
    "split",    "merge",  "take_over", "reshape", "move_vertex", "carve",     "set",    "reparent",
    "renumber", "follow", "reassign",  "remove",  "move_border", "partition", "arrange"};

[[noreturn]] void refuse(std::string_view field, const std::string &detail) {
    throw ApiError(ErrorCode::bad_call, "bad_value", detail, std::string(field));
}

/// The fields of an operation, each checked as it is taken.
class Fields {
  public:
    Fields(JsonObject &object, spatial::Frame frame) : m_object(object), m_frame(frame) {}

    std::string text(std::string_view name, bool needed = true) {
        const auto value = m_object.take(name);
        std::string_view text;
        if (value && value->get(text) == simdjson::SUCCESS && !text.empty()) {
            return std::string(text);
        }
        if (value || needed) {
            refuse(name, fmt::format("'{}' has to be a text that is not empty.", name));
        }
        return {};
    }
    std::optional<std::string> text_or_none(std::string_view name) {
        const auto value = m_object.take(name);
        std::string_view text;
        if (value && value->get(text) != simdjson::SUCCESS) {
            refuse(name, fmt::format("'{}' has to be a text.", name));
        }
        return value ? std::optional(std::string(text)) : std::nullopt;
    }
    std::optional<int> count_or_none(std::string_view name) {
        const auto value = m_object.take(name);
        std::int64_t count = 0;
        if (value && (value->get(count) != simdjson::SUCCESS || count < 0 || count > INT32_MAX)) {
            refuse(name, fmt::format("'{}' has to be a whole number from 0.", name));
        }
        return value ? std::optional(static_cast<int>(count)) : std::nullopt;
    }
    bool flag(std::string_view name) {
        const auto value = m_object.take(name);
        bool flag = false;
        if (value && value->get(flag) != simdjson::SUCCESS) {
            refuse(name, fmt::format("'{}' is true or false.", name));
        }
        return flag;
    }
    double metres(std::string_view name, double otherwise) {
        const auto value = m_object.take(name);
        double metres = otherwise;
        if (value && (value->get(metres) != simdjson::SUCCESS || !(metres >= 0 && metres <= most_tolerance_m))) {
            refuse(name, fmt::format("'{}' has to be a number from 0 to {} (metres).", name, most_tolerance_m));
        }
        return metres;
    }
    std::vector<std::string> texts(std::string_view name, bool needed = true) {
        const auto list = array(name, needed, most_grids);
        std::vector<std::string> texts;
        for (const auto value : list) {
            std::string_view text;
            if (value.get(text) != simdjson::SUCCESS || text.empty()) {
                refuse(name, fmt::format("'{}' is a list of codes.", name));
            }
            texts.emplace_back(text);
        }
        return texts;
    }
    LatticePoint place(std::string_view name) {
        const auto value = m_object.take(name);
        if (!value) {
            refuse(name, fmt::format("'{}' is missing: a place is [lon, lat].", name));
        }
        return place(*value, name);
    }
    std::vector<LatticePoint> places(std::string_view name, std::size_t least) {
        std::vector<LatticePoint> places;
        for (const auto value : array(name, true, most_points)) {
            places.push_back(place(value, name));
        }
        if (places.size() < least) {
            refuse(name, fmt::format("'{}' needs at least {} places, each [lon, lat].", name, least));
        }
        return places;
    }
    std::vector<LatticePoint> places_or_none(std::string_view name) {
        std::vector<LatticePoint> places;
        for (const auto value : array(name, false, most_points)) {
            places.push_back(place(value, name));
        }
        return places;
    }
    std::vector<std::vector<LatticePoint>> rings_or_none(std::string_view name) {
        std::vector<std::vector<LatticePoint>> rings;
        for (const auto value : array(name, false, most_grids)) {
            simdjson::dom::array ring;
            if (value.get(ring) != simdjson::SUCCESS || ring.size() < 3 || ring.size() > most_points) {
                refuse(name, fmt::format("'{}' is a list of rings of at least 3 places.", name));
            }
            auto &places = rings.emplace_back();
            for (const auto at : ring) {
                places.push_back(place(at, name));
            }
        }
        return rings;
    }
    std::vector<MovedUnits> moved_units() { return read_moved_units(m_object, m_frame); }
    /// Two numbers of metres, to the east and to the north.
    std::pair<double, double> step(std::string_view name) {
        const auto value = m_object.take(name);
        simdjson::dom::array pair;
        double east = 0;
        double north = 0;
        if (!value || value->get(pair) != simdjson::SUCCESS || pair.size() != 2 || pair.at(0).get(east) != simdjson::SUCCESS ||
            pair.at(1).get(north) != simdjson::SUCCESS || !(std::hypot(east, north) <= most_step_m)) {
            refuse(name, fmt::format("'{}' is [east, north] in metres, at most {} together.", name, most_step_m));
        }
        return {east, north};
    }
    std::vector<NewGrid> new_grids(std::string_view name) {
        std::vector<NewGrid> grids;
        for (const auto value : array(name, true, most_grids)) {
            grids.push_back(new_grid(value, name));
        }
        return grids;
    }
    NewGrid new_grid(std::string_view name) {
        const auto value = m_object.take(name);
        if (!value) {
            refuse(name, fmt::format("'{}' is missing: it is {{\"code\":CODE,\"name\":NAME}}.", name));
        }
        return new_grid(*value, name);
    }
    std::vector<std::pair<std::string, std::string>> renamed(std::string_view name) {
        const auto value = m_object.take(name);
        simdjson::dom::object table;
        if (!value || value->get(table) != simdjson::SUCCESS || table.size() == 0 || table.size() > most_grids) {
            refuse(name, fmt::format("'{}' is an object of old codes and their new ones, 1 to {}.", name, most_grids));
        }
        std::vector<std::pair<std::string, std::string>> codes;
        for (const auto [before, after] : table) {
            std::string_view text;
            if (after.get(text) != simdjson::SUCCESS) {
                refuse(name, fmt::format("The new code of '{}' has to be a text.", before));
            }
            codes.emplace_back(before, text);
        }
        return codes;
    }

  private:
    std::vector<element> array(std::string_view name, bool needed, std::size_t most) {
        const auto value = m_object.take(name);
        if (!value && !needed) {
            return {};
        }
        simdjson::dom::array list;
        if (!value || value->get(list) != simdjson::SUCCESS || list.size() == 0 || list.size() > most) {
            refuse(name, fmt::format("'{}' has to be a list of 1 to {}.", name, most));
        }
        return {list.begin(), list.end()};
    }
    [[nodiscard]] LatticePoint place(element value, std::string_view name) const {
        simdjson::dom::array pair;
        LonLat at;
        if (value.get(pair) != simdjson::SUCCESS || pair.size() != 2 || pair.at(0).get(at.lon) != simdjson::SUCCESS ||
            pair.at(1).get(at.lat) != simdjson::SUCCESS || std::abs(at.lon) > 180 || std::abs(at.lat) > 90) {
            refuse(name, fmt::format("Each place of '{}' is [lon, lat] in degrees, longitude first.", name));
        }
        return spatial::to_lattice(spatial::to_store_frame(at, m_frame));
    }
    static NewGrid new_grid(element value, std::string_view name) {
        simdjson::dom::object object;
        std::string_view code;
        std::string_view grid_name;
        if (value.get(object) != simdjson::SUCCESS || object["code"].get(code) != simdjson::SUCCESS || code.empty()) {
            refuse(name, fmt::format("A new grid of '{}' is {{\"code\":CODE,\"name\":NAME}}.", name));
        }
        for (const auto [key, _] : object) {
            if (key != "code" && key != "name") {
                refuse(name,
                       fmt::format("A new grid of '{}' has 'code' and 'name', and no '{}'; 'set' changes what else it has.",
                                   name, key.substr(0, 40)));
            }
        }
        const bool named = object["name"].get(grid_name) == simdjson::SUCCESS && !grid_name.empty();
        return {std::string(code), std::string(named ? grid_name : code)};
    }

    JsonObject &m_object;
    spatial::Frame m_frame;
};

RenumberGrids read_renumbering(Fields &fields) {
    auto by = fields.text("by", false);
    if (by.empty()) {
        return {.codes = fields.renamed("codes"), .by = {}, .parent = {}, .grids = {}};
    }
    RenumberGrids op{.codes = {}, .by = by, .parent = fields.text("parent", false), .grids = fields.texts("grids", false)};
    if (by != "profile" || op.parent.empty() == op.grids.empty()) {
        refuse("by", "'by' is \"profile\", with a 'parent' whose grids are numbered, or with 'grids'; or give 'codes'.");
    }
    return op;
}

MoveBorder read_move_border(Fields &fields) {
    const auto between = fields.texts("between");
    const auto [east, north] = fields.step("by_m");
    if (between.size() != 2) {
        refuse("between", "'between' is the codes of the two grids on the border's sides.");
    }
    return {between[0], between[1], east, north};
}

PlanOp::What read_what(std::string_view name, Fields &fields) {
    if (name == "split") {
        return SplitGrid{fields.text("grid"), fields.places("line", 2), fields.new_grids("parts"),
                         fields.metres("tolerance_m", 1)};
    }
    if (name == "merge") {
        return MergeGrids{fields.text("into"), fields.texts("grids")};
    }
    if (name == "take_over") {
        return TakeOverArea{fields.text("grid"), fields.places("ring", 3), fields.texts("from", false)};
    }
    if (name == "reshape") {
        return ReshapeBorder{fields.text("grid"), fields.places("line", 2), fields.text("to", false),
                             fields.metres("tolerance_m", 1)};
    }
    if (name == "move_vertex") {
        return MoveBorderVertex{fields.place("from"), fields.place("to")};
    }
    if (name == "carve") {
        return CarveGrid{fields.new_grid("grid"), fields.text("beside", false), fields.places("ring", 3)};
    }
    if (name == "set") {
        return SetGrid{fields.text("grid"), fields.text_or_none("name"), fields.text_or_none("fallback_org"),
                       fields.count_or_none("households"), fields.count_or_none("residents")};
    }
    if (name == "reparent") {
        return MoveToParent{fields.texts("grids"), fields.text("parent")};
    }
    if (name == "renumber") {
        return read_renumbering(fields);
    }
    if (name == "follow") {
        return FollowLine{fields.text("grid"), fields.text("line"),        fields.place("from"),
                          fields.place("to"),  fields.text("heir", false), fields.places_or_none("along")};
    }
    if (name == "reassign") {
        return ReassignBuildings{fields.text("grid"), fields.texts("buildings"), fields.flag("footprint"),
                                 fields.rings_or_none("outlines"), fields.moved_units()};
    }
    if (name == "remove") {
        return RemoveGrid{fields.text("grid"), fields.text("to", false)};
    }
    if (name == "move_border") {
        return read_move_border(fields);
    }
    if (name == "arrange") {
        return ArrangeGrid{fields.text("grid"), fields.text("code", false), fields.text("beside", false),
                           fields.text("to", false)};
    }
    refuse("op", fmt::format("There is no operation '{}'; there are {}.", name.substr(0, 40), fmt::join(names, ", ")));
}

} // namespace

PlanOp read_plan_op(std::string_view json, spatial::Frame frame) {
    JsonObject object(json);
    Fields fields(object, frame);
    const auto name = fields.text("op");
    PlanOp op{name == "partition" ? PlanOp::What(read_partition(object, frame)) : read_what(name, fields),
              fields.flag("allow_parent_change"), fields.metres("near_m", 2)};
    object.finish(fmt::format("'{}' operation", name));
    return op;
}

std::string_view plan_op_name(const PlanOp &op) {
    return names.at(op.what.index());
}

} // namespace jingwei::server
