#pragma once

#include "spatial/lattice.hpp"

namespace jingwei::spatial {

/// Ends work on borders that has no end in sight, because too many lie over each other or side by side: throws Error
/// (bad_data) that names one such place and says what to do.
[[noreturn]] void refuse_beyond_measure(LatticePoint place);

} // namespace jingwei::spatial
