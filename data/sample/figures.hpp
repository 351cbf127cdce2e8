#pragma once

#include "data/sample/sample.hpp"

namespace jingwei::data::sample {

/// What a size asks for. The district's figures are the published ones of a real district, the town's those of a real
/// town; the places, names and numbers of everything else are invented.
struct Figures {
    double radius_m = 0; ///< about, from the middle to the border
    int prefectures = 1; ///< that the counties are shared out to, about evenly
    int counties = 1, townships = 0, communities = 0, grids = 0;
    int dedicated = 0;  ///< among the grids: carved enterprise grids
    int overlaid = 0;   ///< enterprise grids in their own theme
    int towns = 0;      ///< small centres beside each main one
    bool apart = false; ///< with an enclave, a grid in two parts and a reservoir that belongs to nobody
    int cameras_existing = 0, cameras_new = 0, checkpoints = 0, hd_cameras = 0;
    int key_sites = 0, mediation_orgs = 0, police_service_stations = 0;
    int buildings = 0, rental_houses = 0, enterprises = 0;
    int grid_heads = 0, grid_workers = 0, police_officers = 0;
};

[[nodiscard]] Figures figures_of(SampleSize size);

} // namespace jingwei::data::sample
