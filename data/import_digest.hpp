#pragma once

#include "data/import_layers.hpp"

namespace jingwei::data {

/// Follows from all that an import would change: every row with the values it has and those it would get, what ends, what
/// goes, the keys of its source. Two dry runs of a file have the same digest as long as nothing was changed in between that
/// the file would change too.
[[nodiscard]] std::string digest_of_changes(const ImportSink &sink);
/// The same of grids: any other edition of their theme gives another digest.
[[nodiscard]] std::string digest_of_changes(const ThemeWorld &theme, const EditionDraft &draft);

} // namespace jingwei::data
