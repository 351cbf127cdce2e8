#include "server/service/figure_revisions.hpp"

#include <algorithm>
#include <mutex>

namespace jingwei::server {

using data::World;
using data::WorldPtr;

namespace {

std::size_t zoom_of(spatial::TileId tile) {
    return std::min<std::size_t>(tile.z, tiles::TileLedger::deepest_zoom);
}

} // namespace

std::optional<FigureRevisions::Look> FigureRevisions::look(const WorldPtr &world, bool command, spatial::TileId tile) const {
    const std::shared_lock lock(m_mutex, std::try_to_lock);
    if (!lock) {
        return std::nullopt;
    }
    const Class &known = m_classes.at(command ? 1 : 0);
    if (!is_followed(known, *world, command, zoom_of(tile))) {
        return std::nullopt;
    }
    return Look{world->revision > known.world->revision ? world : known.world, known.ledger.revision(tile)};
}

FigureRevisions::Look FigureRevisions::follow(const WorldPtr &world, const tiles::ThemeTiles &themes, bool command,
                                              spatial::TileId tile) {
    const std::unique_lock lock(m_mutex);
    Class &known = m_classes.at(command ? 1 : 0);
    if (!known.world || known.world->revision < world->revision) {
        advance(known, world, themes, command);
    }
    compare(known, zoom_of(tile));
    return {known.world, known.ledger.revision(tile)};
}

void FigureRevisions::let_go(const World &world, std::int64_t most_behind) {
    const std::unique_lock lock(m_mutex, std::try_to_lock);
    for (std::size_t i = 0; lock && i < m_classes.size(); ++i) {
        if (m_classes.at(i).world && m_classes.at(i).world->edition + most_behind <= world.edition) {
            m_classes.at(i) = {};
        }
    }
}

/// A World without new figures is as good as followed.
bool FigureRevisions::is_followed(const Class &known, const World &world, bool command, std::size_t zoom) const {
    return known.world && !known.zooms.at(zoom).revisions.empty() && known.zooms.at(zoom).revisions == known.revisions &&
           (known.world->revision >= world.revision || known.revisions == m_figures.revisions(world, command));
}

void FigureRevisions::advance(Class &known, const WorldPtr &next, const tiles::ThemeTiles &themes, bool command) const {
    std::string revisions = m_figures.revisions(*next, command);
    if (!known.world) {
        known.ledger = tiles::TileLedger(m_figures.last_change(*next, command));
    }
    if (known.revisions != revisions) {
        known.tables = m_figures.tables(*next, themes, command);
        known.revisions = std::move(revisions);
        known.last_change = m_figures.last_change(*next, command);
    }
    known.world = next;
}

/// Brings a zoom up to date. One that was never asked for has nothing to compare with: what clients have of it is of an earlier
/// start of the server.
void FigureRevisions::compare(Class &known, std::size_t zoom) {
    Zoom &at = known.zooms.at(zoom);
    if (at.revisions == known.revisions) {
        return;
    }
    const auto number = static_cast<int>(zoom);
    const bool is_comparable = !at.revisions.empty() && at.tables.size() == known.tables.size();
    for (std::size_t theme = 0; is_comparable && theme < known.tables.size(); ++theme) {
        known.ledger.mark(number, known.tables[theme]->changed(*at.tables[theme], number), known.last_change);
    }
    if (!is_comparable) {
        known.ledger.mark(number, {.all = true, .tiles = {}}, known.last_change);
    }
    at.revisions = known.revisions;
    at.tables = known.tables;
}

} // namespace jingwei::server
