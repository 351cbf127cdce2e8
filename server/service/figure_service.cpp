#include "server/service/figure_service.hpp"

#include "data/world_layers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <mutex>

namespace jingwei::server {

namespace {

bool may_see(const FigureSource &source, bool command) {
    return command || source.definition->data_class == tiles::DataClass::work;
}

/// The tables of all themes, made by the first who asks.
class Tables {
  public:
    Tables(const FigureService &figures, data::WorldPtr world, tiles::ThemeTiles themes, bool command)
        : m_figures(&figures), m_world(std::move(world)), m_themes(std::move(themes)), m_command(command) {}

    const tiles::ThemeFigures &get() {
        std::call_once(m_once, [this] { m_tables = m_figures->tables(*m_world, m_themes, m_command); });
        return m_tables;
    }

  private:
    const FigureService *m_figures;
    data::WorldPtr m_world;
    tiles::ThemeTiles m_themes;
    bool m_command;
    std::once_flag m_once;
    tiles::ThemeFigures m_tables;
};

} // namespace

FigureService::FigureService(CardService &cards) {
    data::for_each_layer([&](const auto &layer) {
        if (const auto *definition = tiles::find_figure(layer.name)) {
            add({.definition = definition,
                 .revision = [layer](const data::World &world) { return layer.in(world)->revision; },
                 .totals = [layer,
                            &cards](const data::World &world,
                                    std::size_t theme) { return cards.totals(world.themes[theme], theme, layer.in(world)); }});
        }
    });
}

std::string FigureService::revisions(const data::World &world, bool command) const {
    std::string out = fmt::format("{}{}", command ? "all" : "work", world.grids_revision);
    for (const FigureSource &source : m_sources) {
        if (may_see(source, command)) {
            fmt::format_to(std::back_inserter(out), "_{}", source.revision(world));
        }
    }
    return out;
}

std::uint64_t FigureService::last_change(const data::World &world, bool command) const {
    std::uint64_t last = world.grids_revision;
    for (const FigureSource &source : m_sources) {
        last = may_see(source, command) ? std::max(last, source.revision(world)) : last;
    }
    return last;
}

std::vector<tiles::Figure> FigureService::figures(const data::World &world, std::size_t theme, bool command) const {
    std::vector<tiles::Figure> figures;
    for (const FigureSource &source : m_sources) {
        if (may_see(source, command)) {
            figures.push_back({source.definition, source.totals(world, theme)});
        }
    }
    return figures;
}

tiles::ThemeFigures FigureService::tables(const data::World &world, const tiles::ThemeTiles &themes, bool command) const {
    tiles::ThemeFigures tables;
    for (std::size_t theme = 0; theme < themes.size(); ++theme) {
        tables.push_back(std::make_shared<const tiles::FigureTable>(themes[theme], figures(world, theme, command)));
    }
    return tables;
}

tiles::TileLayer draw_figures(const FigureService &figures, const data::WorldPtr &world, const tiles::ThemeTiles &themes,
                              bool command) {
    const auto tables = std::make_shared<Tables>(figures, world, themes, command);
    return {tiles::find_layer("grid_figures"),
            [tables](spatial::TileId tile, tiles::LayerWriter &layer) { tiles::write_figures(tables->get(), tile, layer); }};
}

} // namespace jingwei::server
