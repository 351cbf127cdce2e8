#pragma once

#include "server/service/edition_diff.hpp"

#include <unordered_map>
#include <unordered_set>

namespace jingwei::server {

/// The two sides of a comparison.
namespace compared {
inline constexpr std::size_t before = 0;
inline constexpr std::size_t after = 1;
} // namespace compared

/// The units of the two sides of a comparison in one numbering: those before by their label, those that are new behind them. A
/// grid with the same id is the same one, whatever its code; which one others are, their code tells.
class DiffUnits {
  public:
    /// Both sides must outlive it.
    DiffUnits(const DiffSide &before, const DiffSide &after);

    [[nodiscard]] spatial::Label count() const { return static_cast<spatial::Label>(m_rows[0].size()); }
    /// By label of the later coverage.
    [[nodiscard]] const std::vector<spatial::Label> &common() const { return m_common; }
    /// The unit on a side, or null where that does not have it.
    [[nodiscard]] const data::GridRow *row(std::size_t side, spatial::Label unit) const { return m_rows.at(side)[unit]; }
    /// Its code and name on a side, else on the other; empty for 0.
    [[nodiscard]] const std::string &code(std::size_t side, spatial::Label unit) const;
    [[nodiscard]] const std::string &name(std::size_t side, spatial::Label unit) const;
    /// As it is, or was last. `unit` is not 0.
    [[nodiscard]] const data::GridRow &last_row(spatial::Label unit) const {
        return m_rows[1][unit] != nullptr ? *m_rows[1][unit] : *m_rows[0][unit];
    }
    [[nodiscard]] spatial::Label parent(std::size_t side, spatial::Label unit) const { return m_parents.at(side)[unit]; }
    /// The unit and those above it on a side, the finest first.
    [[nodiscard]] std::vector<spatial::Label> chain(std::size_t side, spatial::Label unit) const;
    /// Whether something else lies above the unit after than did before.
    [[nodiscard]] bool is_elsewhere(spatial::Label unit) const;

  private:
    void take_before(const DiffSide &side);
    void take_after(const DiffSide &side);
    void link_parents();
    std::array<std::vector<const data::GridRow *>, 2> m_rows; ///< by side and unit
    std::array<std::vector<spatial::Label>, 2> m_parents;
    std::vector<spatial::Label> m_common;
};

/// The names of the attributes that differ between two states of a unit; none where it is there only once.
[[nodiscard]] std::vector<std::string_view> differing_attributes(const data::GridRow *was, const data::GridRow *is);

/// Who answers for the units of a comparison, by side.
class Answering {
  public:
    Answering(const data::World &world, const std::string &theme, const DiffUnits &units, std::array<data::TimeMs, 2> at);
    /// The primary of the unit, or of the nearest unit above that anybody answers for.
    [[nodiscard]] PersonIndex person(std::size_t side, spatial::Label unit);

  private:
    [[nodiscard]] data::GridIndex now(const data::GridRow &row) const;
    [[nodiscard]] PersonIndex of(const data::GridRow &row, data::TimeMs at) const;
    const data::World &m_world;
    const DiffUnits &m_units;
    std::optional<std::size_t> m_theme;
    std::unordered_map<std::int64_t, data::GridIndex> m_now; ///< the current grids by id
    std::unordered_set<std::int64_t> m_compared;             ///< ids of grids on either side
    std::array<data::TimeMs, 2> m_at;
    std::array<std::unordered_map<spatial::Label, PersonIndex>, 2> m_known;
};

} // namespace jingwei::server
