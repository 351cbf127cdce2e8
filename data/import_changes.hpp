#pragma once

#include "data/import.hpp"

namespace jingwei::data {

/// Adds what a file changes of an object to the report: that it moved by `moved_m` metres or more, its name, each other
/// value. A shorter way is told among the other values.
void note_changes(ImportReport &report, double moved_m, const CameraRow &from, const CameraRow &to);
void note_changes(ImportReport &report, double moved_m, const KeySiteRow &from, const KeySiteRow &to);
void note_changes(ImportReport &report, double moved_m, const BuildingRow &from, const BuildingRow &to);
void note_changes(ImportReport &report, double moved_m, const RentalHouseRow &from, const RentalHouseRow &to);
void note_changes(ImportReport &report, double moved_m, const ReferenceLineRow &from, const ReferenceLineRow &to);
void note_changes(ImportReport &report, double moved_m, const PersonRow &from, const PersonRow &to);

/// "104.1234567, 36.1234567".
[[nodiscard]] std::string place_text(LatticePoint place);

} // namespace jingwei::data
