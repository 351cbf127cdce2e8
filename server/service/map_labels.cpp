#include "server/service/map_labels.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <set>

namespace jingwei::server {

using data::GridIndex;

namespace {

constexpr double cell_mm = 1.5;

/// The length of a character in bytes, by its first; and how wide it is, in heights.
std::pair<std::size_t, double> character(unsigned char first) {
    if (first >= 0xE0) {
        return {first >= 0xF0 ? 4 : 3, 1.0}; // Chinese, and what is as wide
    }
    if (first >= 0xC0) {
        return {2, 0.65};
    }
    const bool narrow = first == 'i' || first == 'l' || first == '.' || first == ',' || first == ' ' || first == '\'';
    const bool wide = (first >= 'A' && first <= 'Z') || first == 'm' || first == 'w';
    return {1, narrow ? 0.32 : wide ? 0.72 : 0.58};
}

} // namespace

double text_width_mm(std::string_view text, double size_mm) {
    double heights = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto [bytes, width] = character(static_cast<unsigned char>(text[i]));
        heights += width;
        i += bytes;
    }
    return heights * size_mm;
}

LabelSpace::LabelSpace(double width_mm, double height_mm, const std::function<GridIndex(PaperPlace)> &owner_at)
    : m_width(width_mm), m_height(height_mm), m_columns(static_cast<std::size_t>(width_mm / cell_mm)),
      m_rows(static_cast<std::size_t>(height_mm / cell_mm)) {
    m_owners.reserve(m_columns * m_rows);
    for (std::size_t cell = 0; cell < m_columns * m_rows; ++cell) {
        m_owners.push_back(owner_at(middle(cell)));
    }
    find_depths();
}

PaperPlace LabelSpace::middle(std::size_t cell) const {
    const auto row = cell / m_columns;
    return {(static_cast<double>(cell % m_columns) + 0.5) * cell_mm, (static_cast<double>(row) + 0.5) * cell_mm};
}

/// Two passes, each a step from the cells that were done before (Rosenfeld and Pfaltz: "Sequential Operations in Digital
/// Picture Processing", 1966).
void LabelSpace::find_depths() {
    m_depths.assign(m_owners.size(), 0);
    const auto beside = [&](std::size_t cell, std::size_t other, bool exists) {
        return exists && m_owners[other] == m_owners[cell] ? m_depths[other] + 1 : 1;
    };
    for (std::size_t cell = 0; cell < m_owners.size(); ++cell) {
        m_depths[cell] =
            std::min(beside(cell, cell - 1, cell % m_columns > 0), beside(cell, cell - m_columns, cell >= m_columns));
    }
    for (std::size_t cell = m_owners.size(); cell-- > 0;) {
        const auto right = beside(cell, cell + 1, cell % m_columns + 1 < m_columns);
        const auto below = beside(cell, cell + m_columns, cell + m_columns < m_owners.size());
        m_depths[cell] = std::min({m_depths[cell], right, below});
    }
}

std::vector<GridIndex> LabelSpace::units() const {
    std::set<GridIndex> units(m_owners.begin(), m_owners.end());
    units.erase(0);
    return {units.begin(), units.end()};
}

bool LabelSpace::is_free(const PaperBox &box) const {
    constexpr double edge_mm = 0.8;
    return box.left >= edge_mm && box.top >= edge_mm && box.right <= m_width - edge_mm && box.bottom <= m_height - edge_mm &&
           std::ranges::none_of(m_taken, [&](const PaperBox &taken) { return taken.meets(box); });
}

double LabelSpace::share_of(GridIndex unit, const PaperBox &box) const {
    std::size_t own = 0;
    std::size_t all = 0;
    const auto column = [&](double x) { return std::min(static_cast<std::size_t>(std::max(0.0, x) / cell_mm), m_columns - 1); };
    const auto row = [&](double y) { return std::min(static_cast<std::size_t>(std::max(0.0, y) / cell_mm), m_rows - 1); };
    for (auto r = row(box.top); r <= row(box.bottom); ++r) {
        for (auto c = column(box.left); c <= column(box.right); ++c) {
            ++all;
            own += m_owners[r * m_columns + c] == unit ? 1 : 0;
        }
    }
    return static_cast<double>(own) / static_cast<double>(all);
}

std::optional<PaperPlace> LabelSpace::settle(GridIndex unit, double width_mm, double height_mm, bool wholly) {
    std::vector<std::size_t> cells;
    for (std::size_t cell = 0; cell < m_owners.size(); ++cell) {
        if (m_owners[cell] == unit) {
            cells.push_back(cell);
        }
    }
    std::ranges::stable_sort(cells, std::greater{}, [this](std::size_t cell) { return m_depths[cell]; });
    for (const double least_share : {1.0, wholly ? 1.0 : 0.5}) {
        for (const auto cell : cells) {
            const auto box = PaperBox::around(middle(cell), width_mm, height_mm);
            if (is_free(box) && share_of(unit, box) >= least_share) {
                take(box);
                return middle(cell);
            }
        }
    }
    return std::nullopt;
}

namespace {

double distance(const PaperPlace &a, const PaperPlace &b) {
    return std::hypot(b.x - a.x, b.y - a.y);
}

/// The place so far along a line.
PaperPlace along(const std::vector<PaperPlace> &line, double length) {
    for (std::size_t i = 1; i < line.size(); ++i) {
        const double step = distance(line[i - 1], line[i]);
        if (length <= step && step > 0) {
            const double share = length / step;
            return {line[i - 1].x + share * (line[i].x - line[i - 1].x), line[i - 1].y + share * (line[i].y - line[i - 1].y)};
        }
        length -= step;
    }
    return line.back();
}

/// The boxes that a word from `a` to `b` covers, one after another.
std::vector<PaperBox> boxes_along(const PaperPlace &a, const PaperPlace &b, double height) {
    const auto count = std::max(1, static_cast<int>(std::ceil(distance(a, b) / height)));
    std::vector<PaperBox> boxes;
    for (int i = 0; i <= count; ++i) {
        const double share = static_cast<double>(i) / count;
        boxes.push_back(PaperBox::around({a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)}, height, height));
    }
    return boxes;
}

} // namespace

std::optional<TurnedPlace> settle_along(LabelSpace &space, const std::vector<PaperPlace> &line, double width_mm,
                                        double height_mm) {
    constexpr double straight = 0.985;
    double length = 0;
    for (std::size_t i = 1; i < line.size(); ++i) {
        length += distance(line[i - 1], line[i]);
    }
    for (double from = 0; from + width_mm <= length; from += width_mm / 4) {
        const auto a = along(line, from);
        const auto b = along(line, from + width_mm);
        const auto boxes = boxes_along(a, b, height_mm);
        if (distance(a, b) < straight * width_mm ||
            !std::ranges::all_of(boxes, [&](const PaperBox &box) { return space.is_free(box); })) {
            continue;
        }
        std::ranges::for_each(boxes, [&](const PaperBox &box) { space.take(box); });
        double degrees = std::atan2(b.y - a.y, b.x - a.x) * 180 / std::numbers::pi;
        degrees += degrees > 90 ? -180 : degrees < -90 ? 180 : 0; // never upside down
        return TurnedPlace{{(a.x + b.x) / 2, (a.y + b.y) / 2}, degrees};
    }
    return std::nullopt;
}

} // namespace jingwei::server
