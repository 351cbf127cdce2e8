#pragma once

#include "data/plan_desk.hpp"
#include "spatial/lattice.hpp"

#include <optional>
#include <string>

namespace jingwei::server {

/// What is wrong or worth a look in a plan. docs/plans.md lists the kinds.
struct PlanProblem {
    std::string kind{};    ///< no_ground, multi_part, sliver ...
    bool error = false;    ///< blocks approval; else a warning
    std::string grid{};    ///< code; empty = of no single grid
    std::string subject{}; ///< tells it from others of this kind in the grid; may be empty
    std::optional<spatial::LonLat> place{};
    std::optional<double> size{};             ///< how much of it there is
    std::string unit{};                       ///< of `size`: m, m2, parts, or what is counted
    std::string detail{};                     ///< a sentence that says what to do
    std::string fix{};                        ///< an operation that mends it, as JSON; empty = none is known
    std::optional<data::PlanReason> reason{}; ///< why the warning is left as it is

    /// Names it as long as it stays the same: kind, grid and subject.
    [[nodiscard]] std::string key() const { return kind + "/" + grid + (subject.empty() ? "" : "/" + subject); }
};

} // namespace jingwei::server
