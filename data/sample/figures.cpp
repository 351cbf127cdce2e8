#include "data/sample/figures.hpp"

namespace jingwei::data::sample {
namespace {

constexpr Figures town{.radius_m = 4'600,
                       .townships = 1,
                       .communities = 20,
                       .grids = 103,
                       .dedicated = 64,
                       .towns = 3,
                       .cameras_existing = 630,
                       .checkpoints = 375,
                       .hd_cameras = 121,
                       .key_sites = 150,
                       .mediation_orgs = 22,
                       .police_service_stations = 4,
                       .buildings = 2'400,
                       .rental_houses = 1'100,
                       .enterprises = 64,
                       .grid_heads = 103};

constexpr Figures district{.radius_m = 19'000,
                           .townships = 10,
                           .communities = 122,
                           .grids = 486,
                           .overlaid = 64,
                           .towns = 7,
                           .apart = true,
                           .cameras_existing = 1'473,
                           .cameras_new = 2'083,
                           .key_sites = 860,
                           .mediation_orgs = 123,
                           .police_service_stations = 26,
                           .buildings = 9'600,
                           .rental_houses = 12'000,
                           .enterprises = 64,
                           .grid_heads = 548,
                           .grid_workers = 662,
                           .police_officers = 90};

constexpr Figures city{.radius_m = 64'000,
                       .counties = 8,
                       .townships = 200,
                       .communities = 2'500,
                       .grids = 15'000,
                       .towns = 6,
                       .apart = true,
                       .cameras_existing = 26'000,
                       .cameras_new = 34'000,
                       .key_sites = 20'000,
                       .mediation_orgs = 2'720,
                       .police_service_stations = 110,
                       .buildings = 75'000,
                       .rental_houses = 300'000,
                       .enterprises = 0,
                       .grid_heads = 10'800,
                       .grid_workers = 14'400,
                       .police_officers = 800};

/// Ten times a city, and cameras nearly seventeen times; rental houses are held at what a store of a few gigabytes takes.
constexpr Figures province{.radius_m = 182'000,
                           .prefectures = 12,
                           .counties = 96,
                           .townships = 1'400,
                           .communities = 20'000,
                           .grids = 150'000,
                           .towns = 6,
                           .apart = true,
                           .cameras_existing = 430'000,
                           .cameras_new = 570'000,
                           .key_sites = 100'000,
                           .mediation_orgs = 21'500,
                           .police_service_stations = 1'100,
                           .buildings = 400'000,
                           .rental_houses = 1'000'000,
                           .enterprises = 0,
                           .grid_heads = 129'000,
                           .grid_workers = 144'000,
                           .police_officers = 8'000};

} // namespace

Figures figures_of(SampleSize size) {
    switch (size) {
    case SampleSize::town:
        return town;
    case SampleSize::district:
        return district;
    case SampleSize::city:
        return city;
    case SampleSize::province:
        return province;
    }
    return town;
}

} // namespace jingwei::data::sample
