#pragma once

#include "data/certificate.hpp"
#include "data/edition_hash.hpp"
#include "data/prepared_rows.hpp"
#include "data/sqlite.hpp"
#include "data/world.hpp"

#include <memory>
#include <vector>

/// The next edition of a theme, made before it is published.
namespace jingwei::data {

/// What tells one content of a theme from every other, and what is certified of its ground.
struct ThemeProof {
    ThemeHashes hashes;
    CoverageFigures ground;
};

/// A theme as the next World will have it, and which rows make the store's theme that. Grids are numbered as in `theme`, but
/// where it says otherwise. Immutable.
struct PreparedTheme {
    std::shared_ptr<const ThemeWorld> before;               ///< the theme as it stood
    std::shared_ptr<const std::vector<Division>> divisions; ///< that both are told in
    std::shared_ptr<const ThemeWorld> theme;                ///< with the edition's number and the ids of new grids
    ThemeProof proof;
    std::vector<GridIndex> grids_before; ///< by grid: its number in `before`; 0 = it comes, or comes back
    std::vector<GridIndex> order;        ///< all grids, as they were handed in
    std::vector<bool> changed;           ///< by grid: its row is another
    std::vector<GridIndex> retired;      ///< by their numbers in `before`, in the order of their codes
    std::int64_t first_identity = 0;     ///< grids from this id on are new
    std::size_t kept_arcs = 0;           ///< the arcs of `theme` from this one on are new
    std::vector<std::int64_t> face_rows; ///< of the faces of `theme` that stay; those from there on are new; [0] = 0
    std::vector<std::int64_t> closed_arc_rows, closed_face_rows;
    PreparedRows rows;
};
using PreparedThemePtr = std::shared_ptr<const PreparedTheme>;

/// Prepares what publishing a content will make of a theme that `world`, which is the store as it stands, has. Only what
/// differs is derived, but for the hashes, which are over everything: some tenths of a second for a city without a `proof`,
/// which is that of an equal content. Null where there is nothing to go on from, or what is handed in is not whole: then
/// `publish_edition` does it, or says why not. Throws Error{bad_data} as make_theme_world.
[[nodiscard]] PreparedThemePtr prepare_theme(Queries &queries, const World &world, ThemeContent content,
                                             const ThemeProof *proof = nullptr);

/// Whether a theme was prepared for the store as it stands, which `world` is.
[[nodiscard]] bool is_current(Queries &queries, const World &world, const PreparedTheme &prepared);

/// Whether a grid that was retired comes back.
[[nodiscard]] bool brings_back(const PreparedTheme &prepared);

/// The content that a theme was prepared from, in another order.
[[nodiscard]] ThemeContent content_of(const World &world, const PreparedTheme &prepared);

} // namespace jingwei::data
