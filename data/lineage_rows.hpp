#pragma once

#include "data/sqlite.hpp"
#include "spatial/coverage_build.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::data {

/// A row of `lineage`: what became of a grid.
struct LineageRow {
    const char *kind = "";
    std::optional<std::int64_t> from, to; ///< grids
    std::optional<double> share;
};

void write_lineage(Queries &queries, std::int64_t edition, const std::vector<LineageRow> &rows);

/// What an edition did to the ground of grids, level by level: who gave how much to whom. It is told of the grids that come and
/// go, and of those whose outline changes, as they were and as they are; the rows say
///   new, close: a grid came, or went;
///   split: part of a grid, or all of it in several parts, became a new one;
///   merge: all that was left of a grid came to others;
///   move: part came to another grid, or all of it under a new code; from a grid to itself: what it kept.
/// `share` is the part of the giving grid's area, exact to the noded lattice.
class LineageDraft {
  public:
    void was(const std::string &level, std::int64_t grid, spatial::MultiPolygon ground) {
        m_levels[level].before.emplace_back(grid, std::move(ground));
    }
    void is(const std::string &level, std::int64_t grid, const spatial::MultiPolygon &ground) {
        m_levels[level].after.emplace_back(grid, ground);
    }
    void is_new(std::int64_t grid) {
        m_new.insert(grid);
        m_rows.push_back({.kind = "new", .from = {}, .to = grid, .share = {}});
    }
    void is_closed(std::int64_t grid) {
        m_closed.insert(grid);
        m_rows.push_back({.kind = "close", .from = grid, .to = {}, .share = {}});
    }

    /// Costs an overlay of the outlines told: tens of milliseconds for a large plan, tenths of a second where a whole city is
    /// drawn anew.
    [[nodiscard]] std::vector<LineageRow> rows() const;

  private:
    using Grounds = std::vector<std::pair<std::int64_t, spatial::MultiPolygon>>;
    struct Level {
        Grounds before, after;
    };
    class Comparison;
    void add_level(const Level &level, std::vector<LineageRow> &rows) const;

    std::map<std::string, Level> m_levels;
    std::set<std::int64_t> m_new, m_closed;
    std::vector<LineageRow> m_rows; ///< of those that came and went
};

} // namespace jingwei::data
