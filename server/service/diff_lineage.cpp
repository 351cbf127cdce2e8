#include "server/service/diff_lineage.hpp"

#include <set>

namespace jingwei::server {

using spatial::Label;
using spatial::no_label;

namespace {

using compared::after;
using compared::before;

/// Who has ground of whom.
struct Heritage {
    explicit Heritage(const spatial::GroundChanges &changes) {
        for (const auto &[unit, area] : changes.kept) {
            heirs[unit].insert(unit);
            sources[unit].insert(unit);
        }
        for (const auto &change : changes.moved) {
            heirs[change.from].insert(change.to);
            sources[change.to].insert(change.from);
        }
    }
    std::map<Label, std::set<Label>> heirs, sources;
};

void add_births(const DiffUnits &units, std::vector<LineageDiff> &lineage) {
    for (Label unit = 1; unit < units.count(); ++unit) {
        const bool was = units.row(before, unit) != nullptr;
        const bool is = units.row(after, unit) != nullptr;
        if (was != is) {
            lineage.push_back({.kind = is ? "new" : "close",
                               .from = is ? "" : units.code(before, unit),
                               .to = is ? units.code(after, unit) : "",
                               .share = {},
                               .household_share = {}});
        }
    }
}

} // namespace

std::vector<LineageDiff> lineage_of(const DiffUnits &units, const spatial::GroundChanges &changes,
                                    const std::map<Label, __int128> &had, const HouseholdShare &households) {
    std::vector<LineageDiff> lineage;
    add_births(units, lineage);
    const Heritage heritage(changes);
    const auto kind_of = [&](Label from, Label to) -> std::string_view {
        const bool closed = units.row(after, from) == nullptr;
        if (units.row(before, to) != nullptr) {
            return closed ? "merge" : "move";
        }
        const bool whole = closed && heritage.heirs.at(from).size() == 1;
        return !whole ? "split" : heritage.sources.at(to).size() > 1 ? "merge" : "move";
    };
    for (const auto &change : changes.moved) {
        if (change.from != no_label && change.to != no_label) {
            lineage.push_back({.kind = kind_of(change.from, change.to),
                               .from = units.code(before, change.from),
                               .to = units.code(after, change.to),
                               .share = static_cast<double>(change.doubled_area) / static_cast<double>(had.at(change.from)),
                               .household_share = households(change.from, change.to)});
        }
    }
    return lineage;
}

} // namespace jingwei::server
