#include "server/service/edition_service.hpp"

#include "data/theme_world.hpp"
#include "server/api_error.hpp"
#include "server/service/instant.hpp"
#include "server/service/plan_service.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace jingwei::server {

namespace {

const data::ThemeWorld &require_any_theme(const data::World &world, const std::string &theme) {
    const auto *found = world.theme(theme);
    if (found == nullptr) {
        throw ApiError(ErrorCode::not_found, "no_such_theme", fmt::format("There is no theme '{}'.", theme.substr(0, 40)),
                       "theme");
    }
    return *found;
}

/// The theme as an edition had it; one without grids where it had none yet.
std::shared_ptr<const data::ThemeWorld> theme_of(const EditionSource &source, const data::World &world,
                                                 const std::string &theme, std::int64_t edition) {
    auto found = source.theme_at(theme, edition);
    if (found != nullptr) {
        return found;
    }
    data::ThemeContent none;
    none.theme = theme;
    return data::make_theme_world(data::head_of(*world.theme(theme)), std::move(none), *world.divisions);
}

/// How many assignments of a grid, current or not, hold at an instant.
std::size_t people_of(const data::World &world, const std::string &theme, const std::string &code, data::TimeMs at) {
    const auto index = world.theme_index(theme).value();
    const auto grid = world.themes[index]->find(code);
    const auto holds = [at](const data::Assignment &assignment) { return assignment.holds_at(at); };
    if (grid != 0) {
        return static_cast<std::size_t>(std::ranges::count_if(world.roster->assignments[index][grid], holds));
    }
    const auto known = world.roster->retired[index]->find(code);
    return known == world.roster->retired[index]->end() ? 0
                                                        : static_cast<std::size_t>(std::ranges::count_if(known->second, holds));
}

/// The grids of one theme that another does not have.
std::vector<RolledGrid> only_in(const data::World &world, const data::ThemeWorld &theme, const data::ThemeWorld &other) {
    std::set<std::int64_t> others;
    std::ranges::for_each(other.grids, [&](const data::Grid &grid) { others.insert(grid.id); });
    std::vector<RolledGrid> grids;
    const auto now = now_ms();
    for (data::GridIndex grid = 1; grid < theme.grids.size(); ++grid) {
        const auto &code = theme.grids[grid].code;
        if (!others.contains(theme.grids[grid].id)) {
            grids.push_back({code, theme.grids[grid].name, people_of(world, theme.code, code, now)});
        }
    }
    std::ranges::sort(grids, {}, &RolledGrid::code);
    return grids;
}

/// The edition whose content a theme had in an edition; 0 = it had none yet.
std::int64_t content_of(const EditionSource &source, const data::World &world, const std::string &theme, std::int64_t edition) {
    const auto now = world.theme(theme)->edition;
    if (now <= edition) {
        return now;
    }
    const auto then = source.theme_at(theme, edition);
    return then == nullptr ? 0 : then->edition;
}

ApiError already_so(std::int64_t edition, const std::string &theme, std::int64_t now) {
    return {ErrorCode::conflict, "already_current",
            fmt::format("The theme {} is in edition {}, the current one, as it was in edition {}; nothing was published.",
                        theme, now, edition)};
}

} // namespace

EditionSource uncached(const data::Store &store, std::filesystem::path db) {
    return {store, std::move(db), [&store](const std::string &theme, std::int64_t edition) {
                const auto world = store.world();
                for (const auto &current : world->themes) {
                    if (current->code == theme && current->edition <= edition && edition <= world->edition) {
                        return current;
                    }
                }
                return store.theme_at(theme, edition);
            }};
}

data::EditionRow require_edition(const EditionSource &source, std::int64_t number) {
    if (auto edition = data::read_edition(source.db, number)) {
        return std::move(*edition);
    }
    throw ApiError(
        ErrorCode::not_found, "no_such_edition",
        fmt::format("There is no edition {}; the store has editions 1 to {}.", number, source.store.world()->edition),
        "edition");
}

EditionDiff diff_editions(const EditionSource &source, const EditionPair &pair) {
    const auto world = source.store.world();
    (void)require_any_theme(*world, pair.theme);
    if (pair.against == pair.edition) {
        throw ApiError(ErrorCode::bad_call, "same_edition",
                       fmt::format("Edition {} does not differ from itself; name another one.", pair.edition), "against");
    }
    const auto newer = require_edition(source, std::max(pair.against, pair.edition));
    (void)require_edition(source, std::min(pair.against, pair.edition));
    const bool forward = pair.against < pair.edition;
    const auto turn = newer.valid_from;
    const auto before = side_of(*world, theme_of(source, *world, pair.theme, pair.against), forward ? turn - 1 : turn);
    const auto after =
        side_of(*world, theme_of(source, *world, pair.theme, pair.edition), pair.at.value_or(forward ? turn : turn - 1));
    return compare(world, pair.theme, before, after);
}

EditionDiff diff_plan(PlanService &plans, const data::WorldPtr &world, std::int64_t id, std::optional<data::TimeMs> at) {
    std::optional<EditionDiff> diff;
    plans.look_at(id, [&](const PlanDraft &draft) {
        const auto now = now_ms();
        const auto base = std::shared_ptr<const data::ThemeWorld>(std::shared_ptr<void>(), &draft.base());
        const auto before = side_of(*draft.world(), base, now);
        diff = compare(world, draft.base().code, before, side_of(draft, at.value_or(now)));
    });
    return std::move(diff.value());
}

RolledBack roll_back(data::Store &store, const EditionSource &source, const data::Actor &actor, const Rollback &rollback) {
    const auto world = store.world();
    const auto &now = require_any_theme(*world, rollback.theme);
    (void)require_edition(source, rollback.edition);
    const auto overtaken = [&](std::int64_t current) {
        return ApiError(ErrorCode::conflict, "changed_meanwhile",
                        fmt::format("Edition {} is current, not {}; look at what it changed and repeat.", current,
                                    rollback.expected.value_or(world->edition)),
                        "If-Match", 412);
    };
    if (rollback.expected && *rollback.expected != world->edition) {
        throw overtaken(world->edition);
    }
    const auto then = source.theme_at(rollback.theme, rollback.edition);
    if (then == nullptr) {
        throw ApiError(ErrorCode::conflict, "no_grids_yet",
                       fmt::format("The theme {} had no grids in edition {}.", rollback.theme, rollback.edition));
    }
    if (then->edition == now.edition) {
        throw already_so(rollback.edition, rollback.theme, world->edition);
    }
    RolledBack done{
        .edition = {}, .back = only_in(*world, *then, now), .gone = only_in(*world, now, *then), .other_themes = {}};
    for (const auto &theme : world->themes) {
        if (theme->code != rollback.theme && content_of(source, *world, theme->code, rollback.edition) != theme->edition) {
            done.other_themes.push_back(theme->code);
        }
    }
    data::PublishChange change{.content = data::theme_content(*world, *then),
                               .valid_from = 0,
                               .note = rollback.note,
                               .source = fmt::format("edition {}", rollback.edition)};
    change.premise = data::Premise{"", [expected = world->edition](const data::World &current, const auto &, const auto &) {
                                       return current.edition == expected;
                                   }};
    const auto published = store.submit(actor, std::move(change)).get();
    if (published.edition == 0) {
        throw overtaken(store.world()->edition);
    }
    if (!published.changed) {
        throw already_so(rollback.edition, rollback.theme, published.edition);
    }
    done.edition = require_edition(source, published.edition);
    return done;
}

} // namespace jingwei::server
