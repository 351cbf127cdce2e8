#pragma once

#include "data/doctor.hpp"

namespace jingwei::data {

/// The level that a code field's lengths speak for: 9 digits township, 12 community, 15 grid, 18 micro grid (GB/T 2260 and
/// GB/T 10114 for the first nine, the statistical codes for twelve, and what cities add below).
[[nodiscard]] LevelGuess guess_level(const std::vector<FieldReport> &fields);

/// The theme and level of the store whose grids these are: the level that a column (level, 级别) names in every row, else the
/// one that has nine of ten of the codes. Empty theme = none.
[[nodiscard]] LevelGuess level_in_store(const World &world, const std::vector<FieldReport> &fields,
                                        const std::vector<std::string> &codes);

/// The command that would take a layer that was read, as far as its content tells.
[[nodiscard]] ImportAdvice advise(const DoctorRequest &request, const LayerExamination &layer, bool only_layer);

/// How many of `codes` the store holds in `layer`.
[[nodiscard]] std::size_t count_known(const World &world, std::optional<ImportLayer> layer,
                                      const std::vector<std::string> &codes);

/// Where the store has the object of this code in `layer`; nothing where it has none.
[[nodiscard]] std::optional<spatial::LatticePoint> place_in_store(const World &world, std::optional<ImportLayer> layer,
                                                                  const std::string &code);

/// The field that has this role, or null.
[[nodiscard]] const FieldReport *field_with(const std::vector<FieldReport> &fields, FieldRole role);

/// The columns of the layer that it looks like whose values the store's code lists do not have all of.
[[nodiscard]] std::vector<UnknownCodes> unknown_codes(const World &world, const DoctorRequest &request,
                                                      const LayerExamination &layer);

} // namespace jingwei::data
