#pragma once

#include "bench/locate/engine.hpp"

namespace jingwei::bench {

/// Builds every engine, asks all of them the same points in turns (the best of several passes counts), and prints: ns a point
/// one at a time, memory, build time, what each says on borders and where it disagrees with us; then our batches, our nearest
/// border, how fast a coverage is built from polygons, and the ratios that the bars are about.
void run_contest(const std::string &size, const Ground &ground, bool with_peers);

} // namespace jingwei::bench
