#include "server/json_writer.hpp"
#include "server/service/plan_op.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

using spatial::LatticePoint;

/// Writes the members of each kind.
class Members {
  public:
    explicit Members(JsonWriter &json) : m_json(json) {}

    void operator()(const SplitGrid &op) const {
        text("grid", op.grid);
        places("line", op.line);
        m_json.key("parts").begin_array();
        for (const auto &part : op.parts) {
            grid(part);
        }
        m_json.end_array().key("tolerance_m").value(op.tolerance_m);
    }
    void operator()(const MergeGrids &op) const {
        text("into", op.into);
        texts("grids", op.grids);
    }
    void operator()(const TakeOverArea &op) const {
        text("grid", op.grid);
        places("ring", op.ring);
        if (!op.from.empty()) {
            texts("from", op.from);
        }
    }
    void operator()(const ReshapeBorder &op) const {
        text("grid", op.grid);
        places("line", op.line);
        if (!op.to.empty()) {
            text("to", op.to);
        }
        m_json.key("tolerance_m").value(op.tolerance_m);
    }
    void operator()(const MoveBorderVertex &op) const {
        m_json.key("from");
        place(op.from);
        m_json.key("to");
        place(op.to);
    }
    void operator()(const CarveGrid &op) const {
        m_json.key("grid");
        grid(op.grid);
        if (!op.beside.empty()) {
            text("beside", op.beside);
        }
        places("ring", op.ring);
    }
    void operator()(const ArrangeGrid &op) const {
        text("grid", op.grid);
        if (!op.code.empty()) {
            text("code", op.code);
        }
        if (!op.beside.empty()) {
            text("beside", op.beside);
        }
        if (!op.to.empty()) {
            text("to", op.to);
        }
    }
    void operator()(const SetGrid &op) const {
        text("grid", op.grid);
        if (op.name) {
            text("name", *op.name);
        }
        if (op.fallback_org) {
            text("fallback_org", *op.fallback_org);
        }
        if (op.households) {
            m_json.key("households").value(*op.households);
        }
        if (op.residents) {
            m_json.key("residents").value(*op.residents);
        }
    }
    void operator()(const MoveToParent &op) const {
        texts("grids", op.grids);
        text("parent", op.parent);
    }
    void operator()(const RenumberGrids &op) const {
        if (!op.by.empty()) {
            text("by", op.by);
            op.parent.empty() ? texts("grids", op.grids) : text("parent", op.parent);
            return;
        }
        m_json.key("codes").begin_object();
        for (const auto &[before, after] : op.codes) {
            text(before, after);
        }
        m_json.end_object();
    }
    void operator()(const FollowLine &op) const {
        text("grid", op.grid);
        text("line", op.line);
        m_json.key("from");
        place(op.from);
        m_json.key("to");
        place(op.to);
        if (!op.heir.empty()) {
            text("heir", op.heir);
        }
        if (!op.along.empty()) {
            places("along", op.along);
        }
    }
    void operator()(const ReassignBuildings &op) const {
        text("grid", op.grid);
        texts("buildings", op.buildings);
        if (op.footprint) {
            m_json.key("footprint").value(true);
        }
        if (!op.ground.empty()) {
            write_moved_units(m_json, op.ground);
        }
        if (!op.outlines.empty()) {
            m_json.key("outlines").begin_array();
            std::ranges::for_each(op.outlines, [&](const auto &ring) { place_list(ring); });
            m_json.end_array();
        }
    }
    void operator()(const RemoveGrid &op) const {
        text("grid", op.grid);
        if (!op.to.empty()) {
            text("to", op.to);
        }
    }
    void operator()(const MoveBorder &op) const {
        texts("between", {op.a, op.b});
        m_json.key("by_m").begin_array().value(op.east_m).value(op.north_m).end_array();
    }
    void operator()(const PartitionGrids &op) const { write_partition(m_json, op); }

  private:
    void text(std::string_view name, const std::string &value) const { m_json.key(name).value(value); }
    void texts(std::string_view name, const std::vector<std::string> &values) const {
        m_json.key(name).begin_array();
        for (const auto &value : values) {
            m_json.value(value);
        }
        m_json.end_array();
    }
    void grid(const NewGrid &grid) const {
        m_json.begin_object();
        text("code", grid.code);
        text("name", grid.name);
        m_json.end_object();
    }
    void place(LatticePoint p) const {
        const auto at = spatial::to_lonlat(p);
        m_json.begin_array().rounded(at.lon, 7).rounded(at.lat, 7).end_array();
    }
    void places(std::string_view name, const std::vector<LatticePoint> &points) const {
        m_json.key(name);
        place_list(points);
    }
    void place_list(const std::vector<LatticePoint> &points) const {
        m_json.begin_array();
        for (const auto p : points) {
            place(p);
        }
        m_json.end_array();
    }
    JsonWriter &m_json;
};

} // namespace

std::string plan_op_json(const PlanOp &op) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("op").value(plan_op_name(op));
    std::visit(Members(json), op.what);
    if (op.allow_parent_change) {
        json.key("allow_parent_change").value(true);
    }
    json.end_object();
    return text;
}

} // namespace jingwei::server
