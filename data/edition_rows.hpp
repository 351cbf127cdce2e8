#pragma once

#include "data/edition_builder.hpp"

namespace jingwei::data {

/// A unit on its way into the next edition. A unit that stands in the store keeps its index there.
struct EditionUnit {
    GridRow row;
    int rank = 0;
    spatial::Label stored = 0; ///< its index in the store's theme; 0 = new
    spatial::Label parent = 0;
    spatial::Label old_parent = 0; ///< in the store
    bool from_file = false;
    bool removed = false;
    bool parent_settled = false;      ///< named by the file, or found
    spatial::MultiPolygon given{};    ///< the file's polygons
    std::optional<double> priority{}; ///< as the file has it
};

/// The theme and the area level that a request names. Throws Error{bad_call} for unknown ones, naming those that exist.
[[nodiscard]] const ThemeWorld &require_theme(const World &world, const EditionRequest &request);
[[nodiscard]] const Level &require_level(const ThemeWorld &theme, const std::string &level);

/// The store's units and the file's; what cannot be taken becomes a problem with its line. Moves the polygons out of `request`.
[[nodiscard]] std::vector<EditionUnit> take_rows(const World &world, const ThemeWorld &theme, const Level &level,
                                                 EditionRequest &request, std::vector<RowProblem> &problems);

/// Drops removed units, settles parent codes, and renumbers the labels of the draft's coverage accordingly.
void compact_units(const std::vector<EditionUnit> &units, EditionDraft &draft);

/// The own faces of every unit, without those of its children.
[[nodiscard]] std::vector<spatial::MultiPolygon> own_faces(const spatial::Coverage &coverage, std::size_t unit_count);

/// Counts what the draft adds, changes, removes and leaves alone, by attributes and ground.
void count_changes(const ThemeWorld &theme, const std::vector<Division> &divisions, EditionDraft &draft);

} // namespace jingwei::data
