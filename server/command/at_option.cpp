#include "server/command/at_option.hpp"

#include "server/service/instant.hpp"
#include "spatial/error.hpp"

#include <fmt/format.h>

namespace jingwei::server {

std::optional<data::TimeMs> instant_of_option(const std::string &at, const data::World &world) {
    if (at.empty()) {
        return std::nullopt;
    }
    const auto instant = parse_instant(at, world.utc_offset_minutes);
    if (!instant) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("--at is a date (2026-11-22) or a time (2026-11-22T08:00:00+08:00), not '{}'", at));
    }
    return instant;
}

} // namespace jingwei::server
