#pragma once

#include "data/sample/scene.hpp"

namespace jingwei::data::sample {

/// Midnight of 1 January 2026 at +08:00: from then on the sample holds.
constexpr TimeMs sample_valid_from = 1'767'196'800'000;
constexpr TimeMs day_ms = 86'400'000;

/// Each puts one group of layers on a finished scene. Order matters only where a later one reads what an earlier one put.
void add_divisions(const Scene &scene, StoreContent &content);
void add_streets(const Scene &scene, StoreContent &content);
/// Buildings in rows along the streets, their addresses, rental houses; writes households and residents into the base grids.
void add_buildings(Scene &scene, StoreContent &content);
void add_rental_houses(const Scene &scene, StoreContent &content);
void add_cameras(const Scene &scene, StoreContent &content);
void add_key_sites(const Scene &scene, StoreContent &content);
/// Firms: in carved grids of the base, or in overlaid grids of the theme `enterprise`, which lie across base grids.
void add_enterprises(const Scene &scene, StoreContent &content);
/// Organisations, people, assignments and staffing rules. Last: it reads the coverages.
void add_people(const Scene &scene, StoreContent &content);

} // namespace jingwei::data::sample
