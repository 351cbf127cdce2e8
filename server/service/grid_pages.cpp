#include "server/service/grid_pages.hpp"

#include "data/past_world.hpp"
#include "server/api_error.hpp"
#include "server/config.hpp"
#include "server/service/grid_limits.hpp"
#include "server/service/grid_service.hpp"
#include "server/service/instant.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

using data::GridIndex;

namespace {

constexpr const char *style = R"(
@page { size: A4 portrait; margin: 0 }
* { box-sizing: border-box; margin: 0 }
body { background: #fff; color: #1a1a1a; -webkit-print-color-adjust: exact; print-color-adjust: exact;
  font: 3.1mm/1.35 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif }
.page { width: 210mm; height: 297mm; padding: 9mm 12mm 8mm; display: flex; flex-direction: column; overflow: hidden }
header { display: flex; justify-content: space-between; align-items: flex-end; gap: 6mm; margin-bottom: 3mm }
h1 { font-size: 6.6mm; line-height: 1.2; font-weight: 700 }
header p { font-size: 3.2mm; color: #444 }
header .edition { text-align: right; white-space: nowrap }
header .edition b { font-size: 4.2mm; display: block; color: #1a1a1a }
svg.map { display: block; flex: none }
table { width: 100%; border-collapse: collapse; margin-top: 3mm; table-layout: fixed }
th, td { border: 0.2mm solid #888; padding: 0.9mm 1.6mm; text-align: left; vertical-align: middle; overflow-wrap: anywhere }
th { font-weight: 600; background: #f0f2f4; width: 24mm }
small { display: block; font-size: 2.3mm; font-weight: 400; color: #666; line-height: 1.2 }
.figures { margin-top: -0.2mm }
.figures td { text-align: center }
.figures b { font-size: 4mm; display: block; line-height: 1.25 }
.figures td + td { border-left: 0.2mm solid #888 }
.neighbours i { font-style: normal; font-weight: 700; color: #9a3412 }
footer { margin-top: auto; padding-top: 2.5mm; font-size: 2.5mm; color: #444; display: flex; justify-content: space-between; gap: 4mm; align-items: flex-end }
.legend { display: flex; flex-wrap: wrap; gap: 1mm 4mm }
.legend span { display: inline-flex; align-items: center; gap: 1.2mm }
.legend small { display: inline; font-size: 2.2mm }
.legend svg { width: 8mm; height: 4mm }
.source { text-align: right; flex: 0 0 62mm }
.other { fill: #f7f7f4; stroke: #8a8a8a; stroke-width: 0.25 }
.own { fill: #fff6d6; stroke: none }
.own-line { fill: none; stroke: #c2410c; stroke-width: 0.9; stroke-linejoin: round }
.above { fill: none; stroke: #5b2a86; stroke-width: 0.7; stroke-dasharray: 4 1.2 0.8 1.2 }
.building { fill: #b9bec6; stroke: #7d8590; stroke-width: 0.1; fill-rule: evenodd }
.place { fill: none; stroke: #7d8590; stroke-width: 0.9; stroke-linecap: round }
.street { fill: none; stroke: #5f6b7a; stroke-width: 0.45 }
.river { fill: none; stroke: #2b7bba; stroke-width: 0.7 }
.other, .own { fill-rule: evenodd }
.frame { fill: none; stroke: #1a1a1a; stroke-width: 0.4 }
svg text { text-anchor: middle; font-family: inherit }
.name { fill: #333; stroke: #fff; stroke-width: 0.7; stroke-linejoin: round; paint-order: stroke }
.own-name { fill: #7c2d12; font-weight: 700 }
.far-name { fill: #777 }
.street-name { fill: #37424f }
.river-name { fill: #1c5d91 }
.number circle { fill: #fff; stroke: #9a3412; stroke-width: 0.3 }
.number text { font-size: 2.4px; font-weight: 700; fill: #9a3412 }
.arrow path { fill: #1a1a1a } .arrow text { font-size: 3.2px; font-weight: 700 }
.paper { fill: #fff; fill-opacity: 0.85 }
.scale path { fill: none; stroke: #1a1a1a; stroke-width: 0.3 } .scale .half { stroke-width: 0.9 }
.scale text { font-size: 2.6px }
)";

/// A whole number with commas between thousands.
std::string grouped(std::int64_t number) {
    auto digits = fmt::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

std::string day_of(data::TimeMs at, int utc_offset_minutes) {
    return format_instant(at, utc_offset_minutes).substr(0, 10);
}

std::string name_of(const data::Grid &grid) {
    return escaped_markup(grid.name.empty() ? grid.code : grid.name);
}

std::string row(const char *zh, const char *en, const std::string &value, const char *kind = "") {
    return fmt::format(R"(<tr><th>{}<small>{}</small></th><td colspan="3" class="{}">{}</td></tr>)", zh, en, kind, value);
}

std::string figure(const char *zh, const char *en, const std::string &value) {
    return fmt::format("<td><b>{}</b>{}<small>{}</small></td>", value, zh, en);
}

std::string swatch(const char *kind, const char *shape, const char *zh, const char *en) {
    return fmt::format(R"(<span><svg viewBox="0 0 8 4"><path class="{}" d="{}"/></svg>{} <small>{}</small></span>)", kind,
                       shape, zh, en);
}

std::vector<GridIndex> named_grids(const data::ThemeWorld &theme, const std::vector<std::string> &codes) {
    std::vector<GridIndex> grids;
    for (const auto &code : codes) {
        grids.push_back(require_grid(theme, code, "grid"));
    }
    return grids;
}

} // namespace

GridPages::GridPages(const EditionSource &source, GridPagesAsk ask)
    : m_ask(std::move(ask)), m_world(source.store.world()), m_theme(listed_theme(source, *m_world, m_ask.list)),
      m_theme_index(m_world->theme_index(m_ask.list.theme).value()),
      m_roster(data::roster_over(*m_world, m_theme_index, m_theme)), m_lines(source.store.reference_lines()),
      m_limits(limits_texts(*m_theme, m_lines)), m_neighbours(find_neighbours(*m_theme)) {
    const auto number = m_ask.list.at             ? source.store.edition_at(*m_ask.list.at)
                        : m_ask.list.edition != 0 ? m_ask.list.edition
                                                  : m_world->edition;
    m_edition = require_edition(source, number);
    m_grids = m_ask.grids.empty() ? listed_grids(*m_theme, m_ask.list) : named_grids(*m_theme, m_ask.grids);
    const bool finest_only = m_ask.grids.empty() && m_ask.list.level.empty();
    std::erase_if(m_grids, [&](GridIndex grid) {
        return m_theme->shapes[grid].empty() || (finest_only && !m_theme->children[grid].empty());
    });
}

std::string GridPages::page(GridIndex grid) {
    const auto picture = draw_grid({*m_world, *m_theme, m_neighbours, m_lines}, grid);
    return fmt::format(
        "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{} {}</title><style>{}</style></head>\n"
        "<body><section class=\"page\">{}\n{}\n{}\n{}</section></body></html>\n",
        escaped_markup(code(grid)), name_of(m_theme->grids[grid]), style, header(grid), picture.svg, facts(grid, picture),
        footer(picture));
}

std::string GridPages::header(GridIndex grid) const {
    const auto &row = m_theme->grids[grid];
    const auto &level = m_theme->levels[row.level];
    std::string chain;
    for (auto above = row.parent; above != 0; above = m_theme->grids[above].parent) {
        chain = fmt::format("{}{}{}", name_of(m_theme->grids[above]), chain.empty() ? "" : " › ", chain);
    }
    const auto day = day_of(m_edition.valid_from, m_world->utc_offset_minutes);
    return fmt::format("<header><div><h1>{}</h1><p>{} {} · {}</p><p>{}</p></div>"
                       "<p class=\"edition\"><b>第 {} 版</b>{} 起<br>Edition {}, from {}</p></header>",
                       name_of(row), escaped_markup(level.label_zh), escaped_markup(level.label_en), escaped_markup(row.code),
                       chain, m_edition.number, day, m_edition.number, day);
}

std::string GridPages::figures(GridIndex grid) {
    const auto &row = m_theme->grids[grid];
    const auto buildings = m_buildings.of(m_theme, m_world->buildings, grid);
    const auto count = [](std::int64_t sum, std::optional<int> own) {
        const auto people = people_figure(sum, own);
        return people ? grouped(*people) : std::string("–");
    };
    constexpr double square_km = 1e6;
    return "<table class=\"figures\"><tr>" + figure("户数", "Households", count(buildings.sums[0], row.households)) +
           figure("人口", "Residents", count(buildings.sums[1], row.residents)) +
           figure("建筑", "Buildings", grouped(buildings.total)) +
           figure("出租房", "Rental houses", grouped(m_rental_houses.of(m_theme, m_world->rental_houses, grid).total)) +
           figure("重点场所", "Key sites", grouped(m_key_sites.of(m_theme, m_world->key_sites, grid).total)) +
           figure("面积", "Area",
                  row.area_m2 >= square_km ? fmt::format("{:.2f} km²", row.area_m2 / square_km)
                                           : grouped(std::llround(row.area_m2)) + " m²") +
           "</tr></table>";
}

std::string GridPages::neighbours(GridIndex grid, const GridPicture &picture) const {
    constexpr std::size_t most = 14;
    std::vector<GridIndex> units = picture.numbered;
    for (const auto &neighbour : m_neighbours[grid]) {
        if (neighbour.unit != 0 && std::ranges::find(units, neighbour.unit) == units.end()) {
            units.push_back(neighbour.unit);
        }
    }
    std::string text;
    for (std::size_t i = 0; i < std::min(most, units.size()); ++i) {
        const auto number = i < picture.numbered.size() ? fmt::format("<i>{}</i> ", i + 1) : std::string();
        const auto &unit = m_theme->grids[units[i]];
        text += fmt::format("{}{}{}", text.empty() ? "" : "；", number, name_of(unit));
        text += unit.name.empty() || unit.name == unit.code ? "" : fmt::format(" ({})", escaped_markup(unit.code));
    }
    return units.size() > most ? text + fmt::format(" … 共 {} 个 in all", units.size()) : text;
}

std::string GridPages::facts(GridIndex grid, const GridPicture &picture) {
    const auto &unit = m_theme->grids[grid];
    const auto *head = head_of(*m_roster, m_theme_index, grid, m_ask.list.at.value_or(now_ms()));
    const auto person =
        head == nullptr ? std::string("–") : fmt::format("{} {}", escaped_markup(head->name), escaped_markup(head->phone));
    return "<table>" +
           row("四至", "Four limits", escaped_markup(unit.limits_text.empty() ? m_limits[grid] : unit.limits_text)) +
           row("网格长", "Head", person) + row("相邻", "Neighbours", neighbours(grid, picture), "neighbours") + "</table>" +
           figures(grid);
}

std::string GridPages::footer(const GridPicture &picture) const {
    const auto source = attribution_line(m_ask.attribution, m_ask.map_approval);
    return "<footer><div class=\"legend\">" + swatch("own own-line", "M.6 .6h6.8v2.8h-6.8z", "本网格", "this grid") +
           swatch("other", "M.6 .6h6.8v2.8h-6.8z", "相邻网格", "neighbour") +
           swatch("above", "M0 2h8", "上级界线", "border of the unit above") + swatch("street", "M0 2h8", "道路", "street") +
           swatch("river", "M0 2h8", "河流", "river") + swatch("building", "M2 .8h4v2.4h-4z", "建筑", "building") +
           fmt::format("</div><p class=\"source\">比例尺 1 : {0} Scale · CGCS2000<br>{1}</p></footer>",
                       grouped(picture.denominator), escaped_markup(source));
}

} // namespace jingwei::server
