#include "server/service/grid_limits.hpp"

#include "spatial/measure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <unordered_map>

namespace jingwei::server {

namespace {

using data::GridIndex;
using data::LatticePoint;
using data::ThemeWorld;

constexpr double near_m = 20;           ///< a border within it of a line runs along it
constexpr double same_way = 0.866;      ///< cosine of 30 degrees
constexpr std::int32_t cell = 20'000;   ///< lattice units, about 200 m
constexpr double worth_naming = 1 / 3.; ///< of a side
constexpr std::array<const char *, 4> directions{"东", "南", "西", "北"};
constexpr const char *nobody = "外界";

/// A step on the ground, in metres.
struct Step {
    double east = 0, north = 0;
    [[nodiscard]] double length() const { return std::hypot(east, north); }
};

Step step(LatticePoint from, LatticePoint to, const spatial::LocalScale &scale) {
    return {static_cast<double>(std::int64_t{to.x} - from.x) * scale.east_m,
            static_cast<double>(std::int64_t{to.y} - from.y) * scale.north_m};
}

/// The pieces of all reference lines by the cells that they pass.
class LineCells {
  public:
    explicit LineCells(std::span<const data::ReferenceLineRow> lines) {
        for (const auto &line : lines) {
            const std::string &name = line.name.empty() ? line.code : line.name;
            for (std::size_t i = 1; i < line.line.size(); ++i) {
                add({line.line[i - 1], line.line[i], &name});
            }
        }
    }

    /// The name of the nearest line that a border piece runs along, or null.
    [[nodiscard]] const std::string *along(LatticePoint a, LatticePoint b, const spatial::LocalScale &scale) const {
        const LatticePoint middle{static_cast<std::int32_t>((std::int64_t{a.x} + b.x) / 2),
                                  static_cast<std::int32_t>((std::int64_t{a.y} + b.y) / 2)};
        const auto found = m_cells.find(key(middle.x / cell, middle.y / cell));
        const std::string *name = nullptr;
        double nearest = near_m;
        for (const auto index : found == m_cells.end() ? std::vector<std::uint32_t>{} : found->second) {
            const Piece &piece = m_pieces[index];
            const double away = distance(middle, piece, scale);
            if (away <= nearest && runs_alike(step(a, b, scale), step(piece.a, piece.b, scale))) {
                nearest = away;
                name = piece.name;
            }
        }
        return name;
    }

  private:
    struct Piece {
        LatticePoint a, b;
        const std::string *name;
    };
    static std::uint64_t key(std::int32_t column, std::int32_t row) {
        return (std::uint64_t{static_cast<std::uint32_t>(column)} << 32U) | static_cast<std::uint32_t>(row);
    }
    static bool runs_alike(const Step &a, const Step &b) {
        return std::abs(a.east * b.east + a.north * b.north) >= same_way * a.length() * b.length();
    }
    static double distance(LatticePoint p, const Piece &piece, const spatial::LocalScale &scale) {
        const auto along = step(piece.a, piece.b, scale);
        const auto to = step(piece.a, p, scale);
        const double square = along.east * along.east + along.north * along.north;
        const double share = square == 0 ? 0 : std::clamp((to.east * along.east + to.north * along.north) / square, 0.0, 1.0);
        return std::hypot(to.east - share * along.east, to.north - share * along.north);
    }
    /// Into every cell of its box and those around it: nearer than a cell's side is near enough.
    void add(const Piece &piece) {
        const auto index = static_cast<std::uint32_t>(m_pieces.size());
        m_pieces.push_back(piece);
        const auto [west, east] = std::minmax(piece.a.x / cell, piece.b.x / cell);
        const auto [south, north] = std::minmax(piece.a.y / cell, piece.b.y / cell);
        for (auto column = west - 1; column <= east + 1; ++column) {
            for (auto row = south - 1; row <= north + 1; ++row) {
                m_cells[key(column, row)].push_back(index);
            }
        }
    }
    std::vector<Piece> m_pieces;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> m_cells;
};

/// The index of the direction that a step looks to.
std::size_t direction_of(const Step &outward) {
    const bool level = std::abs(outward.east) >= std::abs(outward.north);
    return level ? (outward.east >= 0 ? 0U : 2U) : (outward.north < 0 ? 1U : 3U);
}

/// What lies on the four sides of a unit, and how many metres of each.
using Sides = std::array<std::vector<std::pair<const std::string *, double>>, 4>;

class LimitsDraft {
  public:
    LimitsDraft(const ThemeWorld &theme, std::span<const data::ReferenceLineRow> lines)
        : m_theme(theme), m_lines(lines), m_sides(theme.grids.size()) {}

    std::vector<std::string> run() {
        for (const spatial::Arc &arc : m_theme.coverage.arcs()) {
            const auto left = chain_of(m_theme.coverage.left_label(arc));
            const auto right = chain_of(m_theme.coverage.right_label(arc));
            const auto points = m_theme.coverage.points(arc);
            for (std::size_t i = 1; i < points.size(); ++i) {
                add(points[i - 1], points[i], left, right);
            }
        }
        std::vector<std::string> texts(m_sides.size());
        for (std::size_t unit = 1; unit < texts.size(); ++unit) {
            texts[unit] = text_of(m_sides[unit]);
        }
        return texts;
    }

  private:
    [[nodiscard]] std::vector<GridIndex> chain_of(GridIndex unit) const {
        std::vector<GridIndex> chain;
        for (; unit != 0; unit = m_theme.grids[unit].parent) {
            chain.push_back(unit);
        }
        return chain;
    }

    void add(LatticePoint a, LatticePoint b, const std::vector<GridIndex> &left, const std::vector<GridIndex> &right) {
        const auto scale = spatial::local_scale(a.y);
        const auto along = step(a, b, scale);
        const auto *line = m_lines.along(a, b, scale);
        const auto add_to = [&](const std::vector<GridIndex> &here, const std::vector<GridIndex> &across, const Step &outward) {
            for (const GridIndex unit : here) {
                if (std::ranges::find(across, unit) != across.end()) {
                    break; // inside this unit and all above it
                }
                add_side(m_sides[unit].at(direction_of(outward)), line != nullptr ? line : name_across(unit, across),
                         along.length());
            }
        };
        add_to(left, right, {along.north, -along.east});
        add_to(right, left, {-along.north, along.east});
    }

    [[nodiscard]] const std::string *name_across(GridIndex unit, const std::vector<GridIndex> &across) const {
        const std::string *name = nullptr;
        for (const GridIndex other : across) {
            if (name == nullptr || m_theme.grids[other].level >= m_theme.grids[unit].level) {
                name = m_theme.grids[other].name.empty() ? &m_theme.grids[other].code : &m_theme.grids[other].name;
            }
        }
        return name;
    }

    static void add_side(std::vector<std::pair<const std::string *, double>> &side, const std::string *name, double length) {
        const auto same = [name](const auto &entry) {
            return entry.first == name || (entry.first != nullptr && name != nullptr && *entry.first == *name);
        };
        const auto found = std::ranges::find_if(side, same);
        if (found == side.end()) {
            side.emplace_back(name, length);
        } else {
            found->second += length;
        }
    }

    static std::string text_of(const Sides &sides) {
        std::string text;
        for (std::size_t direction = 0; direction < sides.size(); ++direction) {
            auto side = sides.at(direction);
            if (side.empty()) {
                continue;
            }
            std::ranges::stable_sort(side, std::greater(), &std::pair<const std::string *, double>::second);
            double whole = 0;
            std::ranges::for_each(side, [&](const auto &entry) { whole += entry.second; });
            const auto name = [](const auto &entry) { return entry.first == nullptr ? std::string(nobody) : *entry.first; };
            text += fmt::format("{}{}至{}", text.empty() ? "" : "，", directions.at(direction), name(side[0]));
            if (side.size() > 1 && side[1].second >= worth_naming * whole) {
                text += "、" + name(side[1]);
            }
        }
        return text;
    }

    const ThemeWorld &m_theme;
    LineCells m_lines;
    std::vector<Sides> m_sides; ///< by unit
};

} // namespace

std::vector<std::string> limits_texts(const ThemeWorld &theme, std::span<const data::ReferenceLineRow> reference_lines) {
    return LimitsDraft(theme, reference_lines).run();
}

} // namespace jingwei::server
