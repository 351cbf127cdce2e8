#pragma once

#include "data/store.hpp"

#include <functional>

namespace jingwei::data {

/// Makes ready what is derived of the next World; `served` is the one that readers are given meanwhile.
using MakeReady = std::function<void(const World &served, const World &next)>;

/// Has this called with each World that follows, on the writer's thread, after the commit and before anybody is given it: who
/// submitted the change waits for it, and so do later changes; readers do not. And with a World that may follow, on another
/// thread, where an edition is prepared ahead (edition_ahead.hpp): its theme will be the very object that the World has which
/// follows. What it throws is passed over: it may save readers time, and no more. Takes the place of the one set before; an
/// empty one ends that, and once this returns it no longer runs. `store` is one of Store::open. Thread-safe; not to be called
/// by a MakeReady. `afterwards` is called after it with a World that may follow, and nobody waits for it.
void make_ready_before_serving(Store &store, MakeReady make_ready, MakeReady afterwards = {});

} // namespace jingwei::data
