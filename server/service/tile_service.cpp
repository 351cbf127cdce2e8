#include "server/service/tile_service.hpp"

#include "data/world_layers.hpp"
#include "server/api_error.hpp"
#include "server/service/object_layers.hpp"
#include "tiles/gzip.hpp"
#include "tiles/mvt_writer.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

using data::World;
using data::WorldPtr;

namespace {

tiles::GridSource source_of(const data::ThemeWorld &theme, const tiles::LevelZooms &level_zooms) {
    tiles::GridSource source;
    source.theme = theme.code;
    for (const data::Level &level : theme.levels) {
        source.levels.push_back({level.code, level.position});
    }
    source.units.clear();
    for (const data::Grid &grid : theme.grids) {
        source.units.push_back({.id = grid.id,
                                .code = grid.code,
                                .name = grid.name,
                                .level = grid.level,
                                .dedicated = grid.dedicated,
                                .parent = grid.parent,
                                .label_point = grid.label_point,
                                .area_m2 = grid.area_m2});
    }
    source.coverage = &theme.coverage;
    source.level_zooms = level_zooms;
    return source;
}

constexpr std::string_view figures_name = "grid_figures";

/// What a layer of a World is drawn from: while these are the same, so is the layer. (Figures have revisions beside.)
std::vector<std::shared_ptr<const void>> sources_of(const World &world, const tiles::LayerDefinition &layer) {
    if (layer.of_edition || layer.name == figures_name) {
        return {world.themes.begin(), world.themes.end()};
    }
    std::vector<std::shared_ptr<const void>> sources;
    data::for_each_layer([&](const auto &known) {
        if (known.name == layer.name || (known.name == "cameras" && layer.name == "camera_sectors")) {
            sources.emplace_back(known.in(world));
        }
    });
    return sources;
}

/// Whether a source is this very object, also where it is gone.
bool is_it(const std::weak_ptr<const void> &source, const std::shared_ptr<const void> &object) {
    return !source.owner_before(object) && !object.owner_before(source);
}

/// The drawing of a theme among some, or null.
std::shared_ptr<const tiles::GridTiles> find_drawing(const auto &drawings,
                                                     const std::shared_ptr<const data::ThemeWorld> &theme) {
    const auto known = std::ranges::find_if(drawings, [&](const auto &drawn) { return is_it(drawn.theme, theme); });
    return known == drawings.end() ? nullptr : known->tiles;
}

bool shows_figures(const LayerSet &set) {
    return std::ranges::any_of(set.layers, [](const tiles::LayerDefinition *layer) { return layer->name == figures_name; });
}

/// The revisions of a tile by each layer, as text; those of figures are counted for each kind of callers. The mark of the last
/// vouches for all.
std::string revisions_of_tile(const TileService::Question &question, const TileRevisions::Look &look, std::uint64_t figures) {
    std::string out;
    std::uint64_t last = figures;
    for (std::size_t i = 0; i < look.revisions.size(); ++i) {
        last = std::max(last, look.revisions[i]);
        out += out.empty() ? "" : ".";
        out += question.set.layers[i]->name == figures_name ? fmt::format("{}{}", question.command ? "all" : "work", figures)
                                                            : std::to_string(look.revisions[i]);
    }
    const std::string_view mark = look.world->mark_of(last);
    return out.append(mark.empty() ? "" : "-").append(mark);
}

/// Of a plane, among those that are drawn.
std::size_t number_of(const spatial::TilePlane &plane) {
    return (plane.grid == spatial::TileGrid::cgcs2000_quad ? 2U : 0U) + (plane.shifts() ? 1U : 0U);
}

void add_layer(LayerSet &set, std::string_view name) {
    const tiles::LayerDefinition *layer = tiles::find_layer(name);
    if (layer == nullptr) {
        throw ApiError(ErrorCode::not_found, "unknown_layer",
                       fmt::format("There is no layer '{}'; there are {}.", name.substr(0, 40), tiles::layer_names()),
                       "layers");
    }
    if (std::ranges::find(set.layers, layer) == set.layers.end()) {
        set.layers.push_back(layer);
    }
}

} // namespace

std::string LayerSet::address() const {
    std::string joined = name;
    std::ranges::replace(joined, '.', ',');
    return joined;
}

LayerSet parse_layers(std::string_view text) {
    if (static_cast<std::size_t>(std::ranges::count(text, ',')) >= max_layers) {
        throw ApiError(ErrorCode::bad_call, "too_many_layers",
                       fmt::format("A tile has at most {} layers; name each once.", max_layers), "layers");
    }
    LayerSet set;
    for (auto comma = text.find(','); comma != std::string_view::npos; comma = text.find(',')) {
        add_layer(set, text.substr(0, comma));
        text.remove_prefix(comma + 1);
    }
    add_layer(set, text);
    std::ranges::sort(set.layers); // they lie in one array, in drawing order
    for (const tiles::LayerDefinition *layer : set.layers) {
        set.name.append(set.name.empty() ? "" : ".").append(layer->name);
        set.needs_command = set.needs_command || layer->data_class == tiles::DataClass::command;
        set.follows_editions = set.follows_editions && layer->of_edition;
    }
    return set;
}

TileService::TileService(std::size_t cache_bytes, CardService &cards, tiles::LevelZooms level_zooms)
    : m_level_zooms(std::move(level_zooms)), m_cache(cache_bytes), m_figures(cards) {
    for (const auto grid : {spatial::TileGrid::web_mercator_quad, spatial::TileGrid::cgcs2000_quad}) {
        set_up(grid);
        set_up({grid, spatial::Frame::gcj02});
    }
}

void TileService::set_up(const spatial::TilePlane &where) {
    Plane &in = plane(where);
    in.places = std::make_shared<ObjectPlaces>(where);
    in.figures = std::make_unique<FigureRevisions>(m_figures);
    in.revisions = std::make_unique<TileRevisions>(
        m_sectors, in.places,
        TileRevisions::Drawings{.known = [&in](const World &world) { return known_themes(in, world); },
                                .made = [this, &in](const World &world) { return made_themes(in, world); }});
}

std::optional<TileService::Revised> TileService::revised_quickly(const WorldPtr &world, const Question &question) const {
    const Plane &in = plane(question.view.plane);
    const auto look = in.revisions->look(world, question.set.layers, question.view, question.tile);
    if (!look || !shows_figures(question.set)) {
        return look ? std::optional(Revised{look->world, revisions_of_tile(question, *look, 0)}) : std::nullopt;
    }
    const auto figures = in.figures->look(look->world, question.command, question.tile);
    return figures && figures->world == look->world
               ? std::optional(Revised{look->world, revisions_of_tile(question, *look, figures->revision)})
               : std::nullopt;
}

TileService::Revised TileService::revised(const WorldPtr &world, const Question &question) {
    Plane &in = plane(question.view.plane);
    for (Plane &other : m_planes) {
        if (&other != &in) {
            other.revisions->let_go(world);
        }
        other.figures->let_go(*world, TileRevisions::most_behind);
    }
    for (WorldPtr at = world;;) {
        const auto look = in.revisions->follow(at, question.set.layers, question.view, question.tile);
        if (!shows_figures(question.set)) {
            return {look.world, revisions_of_tile(question, look, 0)};
        }
        const auto figures = in.figures->follow(look.world, made_themes(in, *look.world), question.command, question.tile);
        if (figures.world == look.world) {
            return {look.world, revisions_of_tile(question, look, figures.revision)};
        }
        at = figures.world; // somebody else was here with a newer one
    }
}

tiles::ThemeTiles TileService::made_themes(Plane &plane, const World &world) const {
    const std::lock_guard lock(plane.mutex);
    return draw_themes(plane, world);
}

tiles::ThemeTiles TileService::known_themes(Plane &plane, const World &world) {
    const std::lock_guard lock(plane.mutex);
    tiles::ThemeTiles out;
    for (const auto &theme : world.themes) {
        auto known = find_drawing(plane.themes, theme);
        if (known == nullptr) {
            return {};
        }
        out.push_back(std::move(known));
    }
    return out;
}

void TileService::make_ready(const World &served, const World &next) {
    if (served.themes == next.themes) {
        return;
    }
    for (Plane &plane : m_planes) {
        make_ready(plane, served, next);
    }
}

/// Whoever asks for tiles goes on meanwhile: the plane is not held while its next themes are drawn.
void TileService::make_ready(Plane &plane, const World &served, const World &next) const {
    std::vector<DrawnTheme> ready;
    const tiles::ThemeTiles asked_for = known_themes(plane, served);
    const auto drawn_ahead = [&](const auto &theme) {
        const std::lock_guard lock(plane.mutex);
        return find_drawing(plane.ready, theme);
    };
    for (std::size_t i = 0; !asked_for.empty() && i < next.themes.size(); ++i) {
        if (std::ranges::find(served.themes, next.themes[i]) == served.themes.end()) {
            auto drawing = drawn_ahead(next.themes[i]);
            ready.push_back({next.themes[i], drawing ? std::move(drawing) : draw_theme(plane, *next.themes[i], asked_for)});
        }
    }
    const std::lock_guard lock(plane.mutex);
    plane.ready = std::move(ready);
}

void TileService::compare_ahead(const World &served, const World &next) {
    for (Plane &plane : m_planes) {
        const tiles::ThemeTiles before = known_themes(plane, served);
        const tiles::ThemeTiles now = ready_themes(plane, next);
        if (!before.empty() && !now.empty()) {
            plane.revisions->compare_ahead(before, now);
        }
    }
}

tiles::ThemeTiles TileService::ready_themes(Plane &plane, const World &next) {
    const std::lock_guard lock(plane.mutex);
    tiles::ThemeTiles out;
    for (const auto &theme : next.themes) {
        auto drawing = find_drawing(plane.themes, theme);
        drawing = drawing ? std::move(drawing) : find_drawing(plane.ready, theme);
        if (drawing == nullptr) {
            return {};
        }
        out.push_back(std::move(drawing));
    }
    return out;
}

std::string TileService::cache_key(const Question &question) {
    return fmt::format("{}/{}/{}/{}/{}/{}{}", question.set.name, question.revisions, question.view.name, question.tile.z,
                       question.tile.x, question.tile.y, question.gzipped ? "z" : "");
}

tiles::TileBytes TileService::tile(const WorldPtr &world, const Question &question) {
    if (!question.gzipped) {
        return m_cache.get_or_build(cache_key(question), [&] { return build(world, question); });
    }
    return m_cache.get_or_build(cache_key(question), [&]() -> std::string {
        Question plain = question;
        plain.gzipped = false;
        const tiles::TileBytes bytes = tile(world, plain);
        return bytes->empty() ? std::string() : tiles::gzip(*bytes);
    });
}

std::string TileService::build(const WorldPtr &world, const Question &question) {
    return tiles::build_tile(drawn(world, question), question.tile, question.view.plane.grid);
}

TileService::Plane &TileService::plane(const spatial::TilePlane &of) {
    return m_planes.at(number_of(of));
}

const TileService::Plane &TileService::plane(const spatial::TilePlane &of) const {
    return m_planes.at(number_of(of));
}

std::shared_ptr<const tiles::GridTiles> TileService::draw_theme(const Plane &plane, const data::ThemeWorld &theme,
                                                                const tiles::ThemeTiles &before) const {
    const auto same = std::ranges::find(before, theme.code, [](const auto &tiles) { return tiles->theme(); });
    return std::make_shared<const tiles::GridTiles>(source_of(theme, m_level_zooms), plane.places->plane(),
                                                    same == before.end() ? nullptr : same->get());
}

tiles::ThemeTiles TileService::draw_themes(Plane &plane, const World &world) const {
    std::vector<DrawnTheme> next;
    tiles::ThemeTiles before;
    std::ranges::transform(plane.themes, std::back_inserter(before), &DrawnTheme::tiles);
    tiles::ThemeTiles out;
    for (const auto &theme : world.themes) {
        auto drawing = find_drawing(plane.themes, theme);
        if (drawing == nullptr) {
            drawing = find_drawing(plane.ready, theme);
            std::erase_if(plane.ready, [&](const DrawnTheme &ready) { return is_it(ready.theme, theme); });
        }
        if (drawing == nullptr) {
            drawing = draw_theme(plane, *theme, before);
            m_waited_for.fetch_add(1);
        }
        out.push_back(drawing);
        next.push_back({theme, std::move(drawing)});
    }
    plane.themes = std::move(next);
    return out;
}

TileService::DrawnLayer &TileService::find_drawn(Plane &plane, const Variant &variant) {
    const auto place = std::ranges::find(plane.layers, variant, &DrawnLayer::variant);
    if (place == plane.layers.end()) {
        plane.layers.insert(plane.layers.begin(), {.variant = variant, .sources = {}, .revisions = {}, .layer = {}});
        plane.layers.resize(std::min(plane.layers.size(), max_drawn_layers));
    } else {
        std::rotate(plane.layers.begin(), place, place + 1);
    }
    return plane.layers.front();
}

tiles::TileLayer TileService::draw(Plane &plane, const WorldPtr &world, const Variant &variant, const TileView &view) {
    const tiles::LayerDefinition &layer = *variant.definition;
    if (layer.points) {
        return draw_objects(*world, layer, *plane.places, view.categories_of(layer.name));
    }
    if (layer.name == "camera_sectors") {
        return draw_sectors(m_sectors, world->cameras, view.plane);
    }
    auto themes = draw_themes(plane, *world);
    return layer.name == figures_name ? draw_figures(m_figures, world, themes, variant.command)
                                      : tiles::edition_layer(layer.name, std::move(themes));
}

std::vector<tiles::TileLayer> TileService::drawn(const WorldPtr &world, const Question &question) {
    Plane &in = plane(question.view.plane);
    const std::lock_guard lock(in.mutex);
    std::vector<tiles::TileLayer> layers;
    for (const tiles::LayerDefinition *layer : question.set.layers) {
        const bool is_figures = layer->name == figures_name;
        const auto *categories = question.view.categories_of(layer->name);
        DrawnLayer &drawing = find_drawn(in, {.definition = layer,
                                              .categories = categories == nullptr ? std::vector<std::string>() : *categories,
                                              .command = is_figures && question.command});
        const auto sources = sources_of(*world, *layer);
        std::string revisions = is_figures ? m_figures.revisions(*world, question.command) : std::string();
        if (!drawing.layer.write || drawing.revisions != revisions || !std::ranges::equal(drawing.sources, sources, is_it)) {
            drawing.layer = draw(in, world, drawing.variant, question.view);
            drawing.sources.assign(sources.begin(), sources.end());
            drawing.revisions = std::move(revisions);
        }
        layers.push_back(drawing.layer);
    }
    return layers;
}

} // namespace jingwei::server
