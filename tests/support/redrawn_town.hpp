#pragma once

#include "data/rows.hpp"
#include "tests/support/drawn_town.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace jingwei::tests {

/// A town of slanted cells that is redrawn at random: grids of communities of a township, with all that an edition may do to
/// them. The same seed, the same town. Borders between two corners have so many `crinkles`.
class RedrawnTown {
  public:
    explicit RedrawnTown(unsigned seed, int crinkles = 0) : m_random(seed), m_crinkles(crinkles) {
        for (int i = 0; i < (side + 1) * (side + 1); ++i) {
            const int column = i % (side + 1);
            const int row = i / (side + 1);
            m_corners.push_back({town_corner.x + column * 20'000 + row * 3'331 + below(3'000),
                                 town_corner.y - row * 20'000 + column * 2'777 + below(3'000)});
        }
        add("T", "township", "");
        for (int i = 0; i < 4; ++i) {
            add("M" + std::to_string(i), "community", "T");
        }
        for (int i = 0; i < side * side / 4; ++i) {
            const int community = i % (side / 2) / (side / 4) + 2 * (i / (side / 2) / (side / 4));
            add("g" + std::to_string(i), "grid", "M" + std::to_string(community));
        }
        for (int i = 0; i < side * side; ++i) {
            m_cells.push_back("g" + std::to_string(i % side / 2 + i / side / 2 * (side / 2)));
        }
    }

    /// Some changes, as a plan or an import might bring them.
    void redraw() {
        for (int i = 1 + below(4); i > 0; --i) {
            change();
        }
        if (below(8) == 0) {
            std::ranges::shuffle(m_order, m_random);
        }
    }

    /// The town as it is to be. Units that stand in `known` say which ones they are, but for some.
    data::ThemeContent content(const std::map<std::string, std::int64_t> &known) {
        data::ThemeContent content;
        content.theme = "base";
        std::map<std::string, spatial::Label> labels;
        const auto here = units_with_ground();
        for (const std::string &code : m_order) {
            if (here.contains(code)) {
                data::GridRow row = m_units.at(code).row;
                const auto id = known.find(m_units.at(code).was);
                row.id = id == known.end() || (m_units.at(code).was == code && below(3) == 0) ? 0 : id->second;
                labels[code] = static_cast<spatial::Label>(content.grids.size());
                content.grids.push_back(std::move(row));
            }
        }
        content.coverage = spatial::build_coverage(squares(labels)).coverage;
        return content;
    }
    /// To be called when the content has become an edition.
    void settle() {
        for (auto &[code, unit] : m_units) {
            unit.was = code;
        }
    }
    /// A place in the town or near it.
    [[nodiscard]] spatial::LatticePoint place() {
        return {town_corner.x - 20'000 + below(side * 28'000), town_corner.y + 20'000 - below(side * 24'000)};
    }
    [[nodiscard]] const std::vector<std::string> &codes() const { return m_order; }

  private:
    static constexpr int side = 8; ///< cells
    struct Unit {
        data::GridRow row;
        std::string was; ///< its code in the edition before
    };

    int below(int n) { return static_cast<int>(m_random() % static_cast<unsigned>(n)); }
    static std::size_t number(int column, int row, int columns) {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
    }
    std::string &cell(int column, int row) { return m_cells[number(column, row, side)]; }
    [[nodiscard]] spatial::LatticePoint corner(int column, int row) const { return m_corners[number(column, row, side + 1)]; }

    void add(const std::string &code, const std::string &level, const std::string &parent) {
        Unit unit;
        unit.row.code = unit.was = code;
        unit.row.name = "单元" + code;
        unit.row.level = level;
        unit.row.parent_code = parent;
        m_units[code] = std::move(unit);
        m_order.push_back(code);
    }

    std::string one(const std::string &level) {
        std::vector<std::string> codes;
        for (const std::string &code : m_order) {
            if (m_units.at(code).row.level == level) {
                codes.push_back(code);
            }
        }
        return codes[static_cast<std::size_t>(below(static_cast<int>(codes.size())))];
    }

    void recode(const std::string &from, const std::string &to) {
        auto unit = m_units.extract(from);
        unit.key() = to;
        unit.mapped().row.code = to;
        m_units.insert(std::move(unit));
        std::ranges::replace(m_order, from, to);
        std::ranges::replace(m_cells, from, to);
        for (auto &[code, other] : m_units) {
            other.row.parent_code = other.row.parent_code == from ? to : other.row.parent_code;
        }
    }

    void change() {
        const int column = below(side);
        const int row = below(side);
        const std::string grid = one("grid");
        switch (below(13)) {
        case 0:
        case 1:
            cell(column, row) = cell(std::min(column + 1, side - 1), row);
            return;
        case 2:
            cell(column, row) = grid; // a part apart, mostly
            return;
        case 3: { // a new grid, beside or within another
            const std::string code = "n" + std::to_string(++m_count);
            add(code, "grid", one("community"));
            cell(column, row) = code;
            return;
        }
        case 4:
            std::ranges::replace(m_cells, grid, one("grid"));
            return;
        case 5:
            m_units.at(grid).row.name += "新";
            return;
        case 6:
            recode(grid, "r" + std::to_string(++m_count));
            return;
        case 7: { // two change places
            const std::string other = one("grid");
            if (other != grid) {
                recode(grid, "~");
                recode(other, grid);
                recode("~", other);
            }
            return;
        }
        case 8:
            m_units.at(grid).row.parent_code = one("community");
            return;
        case 9: {
            auto &place = m_corners[static_cast<std::size_t>(below((side + 1) * (side + 1)))];
            place = {place.x + below(2'000) - 1'000, place.y + below(2'000) - 1'000};
            return;
        }
        case 10:
            cell(column, row).clear();
            return;
        case 11:
            m_units.at(grid).row.households = below(500);
            m_units.at(grid).row.kind = below(3) == 0 ? "dedicated" : "base";
            return;
        default:
            add("C" + std::to_string(++m_count), "community", "T");
            m_units.at(grid).row.parent_code = m_order.back();
        }
    }

    /// Those that own a cell, and those above them.
    [[nodiscard]] std::set<std::string> units_with_ground() const {
        std::set<std::string> here;
        for (std::string code : m_cells) {
            for (; !code.empty(); code = m_units.at(code).row.parent_code) {
                here.insert(code);
            }
        }
        return here;
    }

    [[nodiscard]] std::vector<spatial::LabelledPolygon> squares(const std::map<std::string, spatial::Label> &labels) const {
        std::vector<spatial::LabelledPolygon> squares;
        for (int i = 0; i < side * side; ++i) {
            const std::string &code = m_cells[static_cast<std::size_t>(i)];
            const int x = i % side;
            const int y = i / side;
            if (!code.empty()) {
                spatial::Ring ring;
                add_border(ring, corner(x, y + 1), corner(x + 1, y + 1));
                add_border(ring, corner(x + 1, y + 1), corner(x + 1, y));
                add_border(ring, corner(x + 1, y), corner(x, y));
                add_border(ring, corner(x, y), corner(x, y + 1));
                squares.push_back({.label = labels.at(code), .polygon = {std::move(ring), {}}});
            }
        }
        return squares;
    }

    /// The border from a corner to another, without the latter: the same from both sides.
    void add_border(spatial::Ring &ring, spatial::LatticePoint from, spatial::LatticePoint to) const {
        const auto [low, high] = from < to ? std::pair(from, to) : std::pair(to, from);
        std::minstd_rand random(static_cast<unsigned>(low.x) * 31U + static_cast<unsigned>(low.y) * 17U +
                                static_cast<unsigned>(high.x) * 7U + static_cast<unsigned>(high.y));
        spatial::Ring line{low};
        for (int i = 1; i <= m_crinkles; ++i) {
            const int reach = 150 * std::min(i, m_crinkles + 1 - i);
            const auto off = [&] { return static_cast<int>(random() % static_cast<unsigned>(reach)) - reach / 2; };
            const int x = low.x + (high.x - low.x) / (m_crinkles + 1) * i;
            const int y = low.y + (high.y - low.y) / (m_crinkles + 1) * i;
            line.push_back({x + off(), y + off()});
        }
        line.push_back(high);
        if (from != low) {
            std::ranges::reverse(line);
        }
        ring.insert(ring.end(), line.begin(), line.end() - 1);
    }

    std::mt19937 m_random;
    int m_crinkles;
    std::vector<spatial::LatticePoint> m_corners;
    std::vector<std::string> m_cells; ///< codes; empty = nobody's
    std::map<std::string, Unit> m_units;
    std::vector<std::string> m_order;
    int m_count = 0;
};

} // namespace jingwei::tests
