#pragma once

#include "spatial/gap_border.hpp"
#include "spatial/open_ground.hpp"

#include <map>

namespace jingwei::spatial {

/// How much border a part of a divided gap has with each neighbour that may get ground, in lattice units.
using BorderLengths = std::map<Label, double>;

/// The length of an arc's or an edge's way on the lattice.
[[nodiscard]] double lattice_length(std::span<const LatticePoint> points);

/// To whom a part of a divided gap goes. Lines and borders are rounded, so a part may touch border of others too, or none of
/// its owner's. It goes to the only neighbour that it has border with; else to whom a place inside is nearest; else, where it
/// is too thin for a lattice point inside, to the one with most border. no_label where it has none.
[[nodiscard]] Label part_owner(const GapBorder &border, const BorderLengths &beside, const OpenGround &part);

} // namespace jingwei::spatial
