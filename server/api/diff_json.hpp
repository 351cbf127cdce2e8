#pragma once

#include "server/json_writer.hpp"
#include "server/service/hand_over.hpp"
#include "spatial/frames.hpp"

/// A comparison of two states of a theme as JSON and GeoJSON.
namespace jingwei::server {

/// So many objects and borders are listed; their numbers are always told, and CSV and GeoJSON hold all of them.
constexpr std::size_t most_diff_items = 1'000;
/// So many codes of each layer are listed for a person.
constexpr std::size_t most_diff_codes = 100;

/// The members of an answer: grids, lineage, objects, people, borders.
void write_diff_members(JsonWriter &json, const EditionDiff &diff, const DiffRights &rights, spatial::Frame frame);

/// A FeatureCollection of ground that changed hands (`what` is ground) and of borders that are new or gone (`what` is border).
[[nodiscard]] std::string diff_geojson(const EditionDiff &diff, spatial::Frame frame);

} // namespace jingwei::server
