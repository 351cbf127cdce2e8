#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"
#include "server/http/query.hpp"

/// `at` of the calls that answer with grids and who answers for them.
namespace jingwei::server {

/// The World of an instant: as it is now, or as it is now with the grids of the edition that held then.
struct WorldAt {
    data::WorldPtr world;
    data::TimeMs at = 0; ///< now, where none was given
    CardService *cards = nullptr;
    std::shared_ptr<PastEditions::Drawn> past; ///< null = the current edition; keeps `cards`
};

/// Takes `at`. An edition that is over is read where it has to be: seconds for a city, so not on an I/O thread. Throws
/// ApiError{bad_call} for what is no instant, {not_found} for one before the first edition.
[[nodiscard]] WorldAt take_world(ApiContext &api, QueryParameters &query);

/// The same, or nothing where an edition would have to be read.
[[nodiscard]] std::optional<WorldAt> take_world_at_hand(ApiContext &api, QueryParameters &query);

/// Whether an edition has to be read for a request.
[[nodiscard]] bool is_world_to_read(ApiContext &api, const Request &request);

} // namespace jingwei::server
