#pragma once

#include "spatial/coverage_check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edited_coverage.hpp"
#include "tests/support/touched_recount.hpp"

#include <array>
#include <random>
#include <span>

namespace jingwei::tests {

/// How a coverage is edited at random.
struct EditRunForm {
    std::size_t steps = 1000;       ///< edits tried
    std::size_t recount_every = 50; ///< everything anew after so many; the rest after each
    spatial::EditRights rights{.outer_border = true, .parent_borders = true}; ///< of every edit
    std::vector<spatial::Label> parent_of{};                                  ///< by label; a border between two is kept
};

/// Random edits on a coverage, some taken back and done again on the way, in the end all of them.
class EditRun {
  public:
    EditRun(const spatial::Coverage &coverage, std::span<const std::string> codes, const EditRunForm &form, std::uint32_t seed)
        : m_codes(codes), m_form(form), m_editor(coverage), m_random(seed) {
        m_editor.set_parents(form.parent_of);
    }

    /// `look` is called at each full recount.
    template <class Look> void run(Look &&look) {
        const auto first = content_of(m_editor);
        const auto first_hash = hash();
        EditSteps edits(
            m_editor, [this](std::uint32_t n) { return static_cast<std::uint32_t>(m_random() % n); }, m_form.rights);
        for (std::size_t i = 0; i < m_form.steps; ++i) {
            step(edits, i);
            if (i % m_form.recount_every == m_form.recount_every - 1) {
                CAPTURE(i);
                check_whole();
                look();
            }
            go_back_and_forth();
        }
        made = m_log.undo_count();
        const auto last = content_of(m_editor);
        const auto last_hash = hash();
        while (m_log.undo(m_editor)) {
        }
        REQUIRE(content_of(m_editor) == first);
        REQUIRE(hash() == first_hash);
        REQUIRE(difference_from_scratch(m_editor).empty());
        while (m_log.undo_count() < made) {
            REQUIRE(m_log.redo(m_editor));
        }
        REQUIRE(content_of(m_editor) == last);
        REQUIRE(hash() == last_hash);
    }
    void run() {
        run([] {});
    }

    [[nodiscard]] const spatial::CoverageEditor &editor() const { return m_editor; }

    std::size_t made = 0;            ///< and not taken back before the end
    std::size_t refused_outer = 0;   ///< because the border to nobody's ground is kept
    std::size_t refused_parents = 0; ///< because a border between parents is kept

  private:
    [[nodiscard]] std::array<std::uint8_t, 32> hash() const { return content_hash(m_editor.coverage(), m_codes); }

    void step(EditSteps &edits, std::size_t i) {
        if (auto change = edits.step()) {
            const auto wrong = TouchedRecount(m_editor).difference(*change);
            if (!wrong.empty()) {
                CAPTURE(i, edits.kind);
                REQUIRE(wrong.empty());
            }
            m_log.push(std::move(*change));
        } else {
            const auto kind = edits.refusal.kind;
            refused_outer += kind == spatial::RefusalKind::outer_border ? 1 : 0;
            refused_parents += kind == spatial::RefusalKind::parent_border ? 1 : 0;
            CAPTURE(i, edits.kind, refusal_name(kind), edits.refusal.place.x, edits.refusal.place.y);
            REQUIRE(kind != spatial::RefusalKind::broken_invariant);
        }
        REQUIRE(m_editor.ground().counts().doubled_area == 0);
    }

    void go_back_and_forth() {
        if (m_random() % 16 == 0) {
            const bool can_go_back = m_log.undo_count() > 0;
            REQUIRE(m_log.undo(m_editor) == can_go_back);
            if (m_random() % 2 == 0) {
                const bool can_go_forth = m_log.redo_count() > 0;
                REQUIRE(m_log.redo(m_editor) == can_go_forth);
            }
        }
    }

    /// The expensive look: everything from scratch, and the coverage that comes out.
    void check_whole() const {
        REQUIRE(difference_from_scratch(m_editor).empty());
        const auto coverage = m_editor.coverage();
        REQUIRE(find_violations(coverage).empty());
        std::map<spatial::Label, __int128> areas;
        for (const auto &arc : coverage.arcs()) {
            const auto points = coverage.points(arc);
            const auto area = spatial::ArcLine(std::vector(points.begin(), points.end())).doubled_area();
            areas[coverage.left_label(arc)] += area;
            areas[coverage.right_label(arc)] -= area;
        }
        for (const auto &[label, area] : areas_by_label(m_editor)) {
            CAPTURE(label);
            REQUIRE((area == areas[label]));
        }
    }

    std::span<const std::string> m_codes;
    EditRunForm m_form;
    spatial::CoverageEditor m_editor;
    std::mt19937 m_random;
    spatial::EditLog m_log;
};

} // namespace jingwei::tests
