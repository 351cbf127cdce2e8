#include "server/api/world_at.hpp"

#include "server/api/list_query.hpp"
#include "server/api_error.hpp"
#include "server/service/instant.hpp"

#include <fmt/format.h>

namespace jingwei::server {

namespace {

/// The instant that is asked for and the edition that held then, or nothing: the World as it is now.
struct Moment {
    data::WorldPtr now;
    data::TimeMs at = 0;
    std::int64_t edition = 0;
    [[nodiscard]] bool is_past() const { return edition != now->edition; }
};

Moment take_moment(ApiContext &api, QueryParameters &query) {
    Moment moment{.now = api.store.world()};
    const auto at = take_optional_at(query, *moment.now);
    moment.at = at.value_or(now_ms());
    moment.edition = at ? api.past.edition_at(*moment.now, *at) : moment.now->edition;
    if (moment.edition == 0 && moment.now->edition != 0) {
        throw ApiError(ErrorCode::not_found, "edition_not_served",
                       fmt::format("No edition held at {} yet; ask for a later instant.",
                                   format_instant(moment.at, moment.now->utc_offset_minutes)),
                       "at");
    }
    return moment;
}

WorldAt world_of(ApiContext &api, const Moment &moment, std::shared_ptr<PastEditions::Drawn> past) {
    if (!past) {
        return {.world = moment.now, .at = moment.at, .cards = &api.cards, .past = {}};
    }
    auto world = past->beside(moment.now);
    auto &cards = past->cards;
    return {.world = std::move(world), .at = moment.at, .cards = &cards, .past = std::move(past)};
}

} // namespace

WorldAt take_world(ApiContext &api, QueryParameters &query) {
    const auto moment = take_moment(api, query);
    return world_of(api, moment, moment.is_past() ? api.past.draw(moment.edition) : nullptr);
}

std::optional<WorldAt> take_world_at_hand(ApiContext &api, QueryParameters &query) {
    const auto moment = take_moment(api, query);
    auto past = moment.is_past() ? api.past.at_hand(moment.edition) : nullptr;
    return moment.is_past() && !past ? std::nullopt : std::optional(world_of(api, moment, std::move(past)));
}

bool is_world_to_read(ApiContext &api, const Request &request) {
    try {
        QueryParameters query(request.query());
        const auto moment = take_moment(api, query);
        return moment.is_past() && api.past.at_hand(moment.edition) == nullptr;
    } catch (const std::exception &) {
        return false; // the handler says what is wrong
    }
}

} // namespace jingwei::server
