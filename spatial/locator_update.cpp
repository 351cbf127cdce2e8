#include "spatial/locator_index.hpp"
#include "spatial/sided_line.hpp"
#include "spatial/tree_builder.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

using Index = Locator::Index;

using BorderLine = SidedLine<LatticePoint, Label>;

std::vector<BorderLine> border_lines(const Coverage &coverage) {
    std::vector<BorderLine> lines;
    for (const Arc &arc : coverage.arcs()) {
        const BorderLine line{coverage.points(arc), coverage.left_label(arc), coverage.right_label(arc)};
        if (line.left != line.right) {
            lines.push_back(line);
        }
    }
    return lines;
}

LatticeBox box_of(const BorderLine &line) {
    LatticeBox box;
    std::ranges::for_each(line.points, [&](LatticePoint p) { box.add(p); });
    return box;
}

/// Makes the next index from one: its root is copied, the words below are shared.
class Update {
  public:
    Update(const Index &before, const Coverage &now)
        : m_before(before), m_borders(now), m_words(*before.words), m_sides(*before.sides),
          m_padding((Index::node_alignment - m_words.size() % Index::node_alignment) % Index::node_alignment),
          m_tree(m_borders, static_cast<std::uint32_t>(m_words.size() + m_padding),
                 static_cast<std::uint32_t>(m_sides.size() / 2)),
          m_frame{before.origin_x, before.origin_y, before.root_log2, before.columns, before.rows} {}

    /// Nothing when the words have no room for what changed.
    std::unique_ptr<const Index> run(std::span<const LatticeBox> touched) {
        auto next = std::make_unique<Index>(m_before);
        divide(touched);
        for (std::int64_t row = 0; row < m_frame.rows; ++row) {
            if (m_row_touched[static_cast<std::size_t>(row)] != 0) {
                rebuild_row(row, *next);
            }
        }
        const std::vector<std::uint32_t> padding(m_padding, 0);
        const auto built = m_tree.finish();
        if (!m_words.has_room_for(m_padding + built.size()) || !m_sides.has_room_for(m_tree.sides().size())) {
            return nullptr;
        }
        m_words.append(padding);
        m_words.append(built);
        m_sides.append(m_tree.sides());
        return next;
    }

  private:
    void divide(std::span<const LatticeBox> touched) {
        m_touched.assign(m_frame.size(), 0);
        m_row_touched.assign(static_cast<std::size_t>(m_frame.rows), 0);
        LatticeBox all;
        for (const LatticeBox &box : touched) {
            m_frame.for_each_cell_near(box, [&](std::int64_t column, std::int64_t row, bool) {
                m_touched[m_frame.number(column, row)] = 1;
                m_row_touched[static_cast<std::size_t>(row)] = 1;
            });
            all.add({box.min_x, box.min_y});
            all.add({box.max_x, box.max_y});
        }
        // a touched cell reaches past the box that touches it by less than its own side
        const std::int64_t side = std::int64_t{1} << m_frame.log2_side;
        const auto is_near = [&](std::uint32_t segment) {
            const LatticePoint a = m_borders.start(segment);
            const LatticePoint b = m_borders.end(segment);
            return std::max(a.x, b.x) >= all.min_x - side && std::min(a.x, b.x) <= all.max_x + side &&
                   std::max(a.y, b.y) >= all.min_y - side && std::min(a.y, b.y) <= all.max_y + side;
        };
        m_division.fill(m_borders, m_frame, m_touched, [&](auto &&visit) {
            m_borders.for_each_border([&](std::uint32_t segment) {
                if (is_near(segment)) {
                    visit(segment);
                }
            });
        });
    }

    /// From west to east. A cell without borders that follows a rebuilt one has the owner that this one ends with; past a cell
    /// with borders that was left alone, everything is as it was.
    void rebuild_row(std::int64_t row, Index &next) {
        bool may_differ = false; // whether the owner of the next cell's corner may have changed
        Label corner = no_label; // that owner, when it may
        for (std::int64_t column = 0; column < m_frame.columns; ++column) {
            const auto number = m_frame.number(column, row);
            Index::Entry &entry = next.root[number];
            if (m_touched[number] != 0) {
                const CellSquare cell = m_frame.cell(column, row);
                const Label owner = may_differ ? corner : old_owner(cell);
                entry = m_tree.build(m_division.list(number), cell, owner);
                corner = m_borders.walk_east(m_division.list(number), {cell.x, cell.y}, cell.x + cell.side(), owner);
                may_differ = true;
                next.mark(column, row);
            } else if (may_differ && !Index::has_borders(entry)) {
                entry = Index::make(Index::Kind::pure, corner);
            } else {
                may_differ = false;
            }
        }
    }

    [[nodiscard]] Label old_owner(const CellSquare &cell) const {
        return m_before.plain_owner({static_cast<std::int32_t>(cell.x), static_cast<std::int32_t>(cell.y)});
    }

    const Index &m_before;
    BorderSegments m_borders;
    WordArena::Appending m_words, m_sides;
    std::size_t m_padding;
    TreeBuilder m_tree;
    CellDivision::Frame m_frame;
    CellDivision m_division;
    std::vector<std::uint8_t> m_touched;     ///< by root cell
    std::vector<std::uint8_t> m_row_touched; ///< by row of the root
};

/// Whether an update that builds what the boxes touch is less work than building all.
bool is_little(std::span<const LatticeBox> boxes, const Coverage &coverage) {
    constexpr std::int64_t most = 4; // one part in so many of the borders, and of the ground
    const auto area = [](const LatticeBox &box) {
        return static_cast<__int128>(std::int64_t{box.max_x} - box.min_x + 1) * (std::int64_t{box.max_y} - box.min_y + 1);
    };
    if (coverage.empty() || boxes.size() * most > coverage.arcs().size()) {
        return false;
    }
    __int128 touched = 0;
    for (const LatticeBox &box : boxes) {
        touched += area(box);
    }
    return touched * most <= area(coverage.bounds());
}

} // namespace

std::vector<LatticeBox> changed_boxes(const Coverage &before, const Coverage &now) {
    const LineDifference<BorderLine> changed(border_lines(before), border_lines(now));
    std::vector<LatticeBox> boxes;
    std::ranges::transform(changed.come, std::back_inserter(boxes), box_of);
    std::ranges::transform(changed.gone, std::back_inserter(boxes), box_of);
    return boxes;
}

Locator Locator::updated(const Coverage &now, std::span<const LatticeBox> touched) const {
    const Index &before = *m_index;
    const LatticeBox &box = now.bounds();
    const auto side = std::int64_t{1} << before.root_log2;
    const bool fits = !before.root.empty() && !now.empty() && box.min_x > before.origin_x && box.min_y > before.origin_y &&
                      box.max_x + 1 < before.origin_x + before.columns * side &&
                      box.max_y + 1 < before.origin_y + before.rows * side;
    if (fits) {
        if (auto next = Update(before, now).run(touched)) {
            return Locator(std::move(next));
        }
    }
    return Locator(now);
}

Locator Locator::following(const Coverage &before, const Coverage &now) const {
    const auto boxes = changed_boxes(before, now);
    return is_little(boxes, before) ? updated(now, boxes) : Locator(now);
}

bool Locator::shares_words_with(const Locator &other) const {
    return m_index->words == other.m_index->words;
}

} // namespace jingwei::spatial
