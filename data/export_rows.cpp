#include "data/export_rows.hpp"

#include "data/export_place.hpp"
#include "data/export_values.hpp"
#include "data/import_codes.hpp"
#include "data/past_world.hpp"
#include "data/roster.hpp"
#include "spatial/segment.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::data {

namespace {

using Values = std::vector<std::optional<std::string>>;

Values values_of(const CameraRow &row, int offset) {
    RowValues values(offset);
    values.text(row.code).text(row.name).text(row.kind);
    values.number(row.azimuth_deg).number(row.fov_deg).number(row.range_m).number(row.height_m);
    values.flag(row.online).text(row.gb_id).text(row.owner).text(row.platform).text(row.channel).text(row.built_phase);
    return values.flag(row.boundary_crossing).take();
}

Values values_of(const KeySiteRow &row, int offset) {
    RowValues values(offset);
    values.text(row.code).text(row.name).text(row.kind).text(row.address).text(row.responsible).text(row.phone);
    return values.whole(row.attention).take();
}

Values values_of(const RentalHouseRow &row, int offset) {
    RowValues values(offset);
    values.text(row.code).text(row.address).text(row.building_code).text(row.building_use).text(row.rental_use);
    return values.text(row.hazard).text(row.let_kind).whole(row.tenant_count).date(row.last_visit).take();
}

Values values_of(const BuildingRow &row, int offset) {
    RowValues values(offset);
    values.text(row.code).text(row.name).text(row.address).text(row.building_use);
    return values.whole(row.floors).whole(row.units).whole(row.households).whole(row.residents).take();
}

Error no_such(const char *what, const std::string &code, const std::vector<std::string_view> &known) {
    return {ErrorCode::not_found, fmt::format("there is no {} '{}'; there are {}", what, code, fmt::join(known, ", "))};
}

/// Whether two segments have a point in common. Exact.
bool touch(const spatial::Segment &s, const spatial::Segment &t) {
    return spatial::is_on(s.a, t) || spatial::is_on(s.b, t) || spatial::is_on(t.a, s) || spatial::is_on(t.b, s) ||
           spatial::meet_improperly(s, t);
}

/// Whether a course touches the outline of an area, its holes too.
bool meets_outline(const std::vector<LatticePoint> &course, const spatial::MultiPolygon &area) {
    const auto meets = [&](const spatial::Segment &edge) {
        const auto box = spatial::bounds(edge);
        for (std::size_t i = 1; i < course.size(); ++i) {
            const spatial::Segment piece{course[i - 1], course[i]};
            if (box.intersects(spatial::bounds(piece)) && touch(edge, piece)) {
                return true;
            }
        }
        return false;
    };
    const auto meets_ring = [&](const spatial::Ring &ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            if (meets({ring[i], ring[(i + 1) % ring.size()]})) {
                return true;
            }
        }
        return false;
    };
    return std::ranges::any_of(area, [&](const spatial::Polygon &polygon) {
        return meets_ring(polygon.outer) || std::ranges::any_of(polygon.holes, meets_ring);
    });
}

bool has_dates(ImportLayer layer) {
    return layer == ImportLayer::assignments || layer == ImportLayer::roster;
}

bool knows_theme(const ExportRequest &request) {
    return request.layer == ImportLayer::grids || has_dates(request.layer) || !request.within.empty();
}

void check_options(const ExportRequest &request) {
    const bool grids = request.layer == ImportLayer::grids;
    const auto refuse = [&](const char *option, const char *who) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("{} have no {}: leave it away; only {} have", import_layer_name(request.layer), option, who));
    };
    for (const auto &[given, option] : {std::pair(!request.level.empty(), "level"), std::pair(request.edition != 0, "edition"),
                                        std::pair(request.people, "people")}) {
        if (given && !grids) {
            refuse(option, "grids");
        }
    }
    if (!request.theme.empty() && !knows_theme(request)) {
        refuse("choice of theme", "grids, assignments and the roster, and what is chosen by within");
    }
    if (!request.source.empty() && kind_of(request.layer).empty() && request.layer != ImportLayer::external_refs) {
        refuse("keys of sources", "cameras, key_sites, buildings, rental_houses, reference_lines and people");
    }
    if (request.at && !grids && !has_dates(request.layer)) {
        refuse("past (at)", "grids, assignments and the roster");
    }
    constexpr std::array nowhere{ImportLayer::divisions, ImportLayer::organisations, ImportLayer::external_refs};
    if (!request.within.empty() && std::ranges::find(nowhere, request.layer) != nowhere.end()) {
        refuse("within", "layers with a place, people and assignments");
    }
    if (request.points && request.layer != ImportLayer::buildings) {
        refuse("choice of points", "buildings");
    }
    if (request.at && request.edition != 0) {
        throw Error(ErrorCode::bad_call, "say either at or edition, not both");
    }
}

} // namespace

LayerSource::LayerSource(const Store &store, const ExportRequest &request)
    : m_store(store), m_request(request), m_world(store.world()) {
    check_options(request);
    if (knows_theme(request)) {
        choose_theme();
        choose_ground();
    }
    if (!m_request.source.empty() && m_request.layer != ImportLayer::external_refs) {
        choose_keys();
    }
}

void LayerSource::choose_theme() {
    const auto index = m_request.theme.empty() ? std::optional<std::size_t>(0) : m_world->theme_index(m_request.theme);
    if (!index || *index >= m_world->themes.size()) {
        std::vector<std::string_view> known;
        std::ranges::transform(m_world->themes, std::back_inserter(known),
                               [](const auto &theme) -> std::string_view { return theme->code; });
        throw no_such("theme", m_request.theme, known);
    }
    m_theme_index = *index;
    m_theme = m_world->themes[*index];
    auto edition = m_request.edition;
    if (m_request.layer == ImportLayer::grids && m_request.at) {
        edition = m_store.edition_at(*m_request.at);
        if (edition == 0) {
            throw Error(ErrorCode::not_found, "at that time no edition had been published yet");
        }
    }
    if (has_dates(m_request.layer)) {
        m_theme = theme_then(*index);
    }
    if (edition != 0 && (edition < m_theme->edition || edition > m_world->edition)) {
        m_theme = m_store.theme_at(m_theme->code, edition);
        if (m_theme == nullptr) {
            throw Error(ErrorCode::not_found,
                        fmt::format("the theme {} had no grids in edition {}", m_world->themes[*index]->code, edition));
        }
    }
    m_roster = roster_over(*m_world, m_theme_index, m_theme);
}

/// A theme as it was on the day asked for, if any. Of a day before the store had an edition nobody knows: then as it is now.
std::shared_ptr<const ThemeWorld> LayerSource::theme_then(std::size_t theme) const {
    const auto &now = m_world->themes[theme];
    const auto edition = m_request.at ? m_store.edition_at(*m_request.at) : 0;
    if (edition == 0 || edition >= now->edition) {
        return now;
    }
    auto past = m_store.theme_at(now->code, edition);
    return past != nullptr ? past : now;
}

void LayerSource::choose_ground() {
    if (!m_request.level.empty()) {
        const auto found = std::ranges::find(m_theme->levels, m_request.level, &Level::code);
        if (found == m_theme->levels.end()) {
            std::vector<std::string_view> known;
            std::ranges::transform(m_theme->levels, std::back_inserter(known), &Level::code);
            throw no_such("level", m_request.level, known);
        }
        m_level = static_cast<std::uint16_t>(found - m_theme->levels.begin());
    }
    if (m_request.within.empty()) {
        return;
    }
    const GridIndex top = m_theme->find(m_request.within);
    if (top == 0) {
        throw Error(ErrorCode::not_found, fmt::format("there is no grid '{}' in theme {}", m_request.within, m_theme->code));
    }
    m_ground.assign(m_theme->grids.size(), false);
    std::vector<GridIndex> open{top};
    while (!open.empty()) {
        const GridIndex grid = open.back();
        open.pop_back();
        m_ground[grid] = true;
        open.insert(open.end(), m_theme->children[grid].begin(), m_theme->children[grid].end());
    }
}

bool LayerSource::wants(LatticePoint place) const {
    return m_ground.empty() || m_ground[m_theme->locator->locate(place)];
}

bool LayerSource::wants(const std::vector<LatticePoint> &course) const {
    return m_ground.empty() || std::ranges::any_of(course, [this](LatticePoint p) { return wants(p); }) ||
           meets_outline(course, m_theme->shapes[m_theme->find(m_request.within)]);
}

template <class Row>
void LayerSource::for_each_point(const Layer<Row> &layer, const std::function<void(LayerRow)> &take) const {
    for (std::size_t slot = 0; slot < layer.rows.size(); ++slot) {
        const Row &row = layer.rows[slot];
        if (row.id != 0 && wants(row.at)) {
            take({values_of(row, m_world->utc_offset_minutes), row.at, std::nullopt});
        }
    }
}

void LayerSource::for_each_building(bool shapes, const std::function<void(LayerRow)> &take) const {
    const auto &rows = m_world->buildings->rows;
    for (std::size_t slot = 0; slot < rows.size(); ++slot) {
        const BuildingRow &row = rows[slot];
        if (row.id == 0 || !wants(row.at)) {
            continue;
        }
        LayerRow out{values_of(row, m_world->utc_offset_minutes), row.at, std::nullopt};
        if (shapes && !m_request.points && !row.footprint.empty()) {
            out.shape = polygon_shape({{row.footprint, row.courtyards}}, m_request.frame);
        }
        take(std::move(out));
    }
}

LayerSource::Outlines LayerSource::outlines() const {
    Outlines count;
    const auto &rows = m_world->buildings->rows;
    for (std::size_t slot = 0; slot < rows.size(); ++slot) {
        if (rows[slot].id != 0 && wants(rows[slot].at)) {
            ++(rows[slot].footprint.empty() ? count.without : count.with);
        }
    }
    return count;
}

void LayerSource::for_each_line(bool shapes, const std::function<void(LayerRow)> &take) const {
    for (const ReferenceLineRow &row : m_store.reference_lines()) {
        if (!wants(row.line)) {
            continue;
        }
        LayerRow out{RowValues(0).text(row.code).text(row.name).text(row.kind).take(), row.line.front(), std::nullopt};
        if (shapes) {
            out.shape = line_shape(row.line, m_request.frame);
        }
        take(std::move(out));
    }
}

void LayerSource::for_each_of_layer(bool shapes, const std::function<void(LayerRow)> &take) const {
    switch (m_request.layer) {
    case ImportLayer::grids:
        return for_each_grid(shapes, take);
    case ImportLayer::cameras:
        return for_each_point(*m_world->cameras, take);
    case ImportLayer::key_sites:
        return for_each_point(*m_world->key_sites, take);
    case ImportLayer::buildings:
        return for_each_building(shapes, take);
    case ImportLayer::rental_houses:
        return for_each_point(*m_world->rental_houses, take);
    case ImportLayer::reference_lines:
        return for_each_line(shapes, take);
    case ImportLayer::people:
        return for_each_person(take);
    case ImportLayer::assignments:
    case ImportLayer::roster:
        return for_each_assignment(take);
    case ImportLayer::divisions:
        return for_each_division(take);
    case ImportLayer::staffing_rules:
        return for_each_staffing_rule(take);
    case ImportLayer::organisations:
        return for_each_organisation(take);
    case ImportLayer::external_refs:
        return for_each_external_ref(take);
    }
}

std::size_t LayerSource::size_hint() const {
    switch (m_request.layer) {
    case ImportLayer::grids:
        return m_theme->grids.size();
    case ImportLayer::cameras:
        return m_world->cameras->size();
    case ImportLayer::key_sites:
        return m_world->key_sites->size();
    case ImportLayer::buildings:
        return m_world->buildings->size();
    case ImportLayer::rental_houses:
        return m_world->rental_houses->size();
    default:
        return m_world->roster->people.size();
    }
}

} // namespace jingwei::data
