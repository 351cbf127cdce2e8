#pragma once

#include "data/import_layers.hpp"

namespace jingwei::data {

/// What an import was planned on, to be asked again just before it is written: the objects that the file names, or the source
/// has no more, the keys of its source and of those objects, the buildings that rental houses name, and `kept`, the mapping
/// of the source. What happens to other objects meanwhile does not matter. A roster, assignments and grids hang together, so
/// for them it is all of the roster and the edition. Keeps references into `sink`, but not to the content.
[[nodiscard]] Premise premise_of(const ImportSink &sink, std::optional<ImportMapping> kept);

} // namespace jingwei::data
