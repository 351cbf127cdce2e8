#pragma once

#include "data/store.hpp"
#include "server/config.hpp"
#include "server/service/basemaps.hpp"
#include "server/service/card_service.hpp"
#include "server/service/import_service.hpp"
#include "server/service/past_editions.hpp"
#include "server/service/plan_service.hpp"
#include "server/service/tile_service.hpp"

#include <functional>
#include <string>

namespace jingwei::server {

/// What handlers work with. Lives as long as the server; everything in it is thread-safe.
struct ApiContext {
    data::Store &store;
    ImportService &imports;
    Config config;        ///< `public_url` is complete before the first request
    std::string build_id; ///< differs between any two builds of the program
    CardService cards;
    TileService tiles;
    PastEditions past;
    PlanService plans;
    Basemaps basemaps;
    std::function<std::string()> metrics_text;
    std::function<bool()> stopping;
};

} // namespace jingwei::server
