#pragma once

#include "data/store.hpp"

namespace jingwei::data {

/// All organisations by code, as committed now: the World holds the codes only that people carry. `store` is one of
/// Store::open. Thread-safe.
[[nodiscard]] std::vector<OrgRow> organisations(const Store &store);

} // namespace jingwei::data
