#include "server/service/grid_picture.hpp"

#include "server/service/map_labels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <set>

namespace jingwei::server {

using data::Grid;
using data::GridIndex;

namespace {

constexpr double line_height = 1.25; ///< of a text, in its size

/// Lines of about a width at most, as long as each other, broken at blanks where there are some.
std::vector<std::string> wrapped(const std::string &text, double size, double most_mm) {
    const double whole = text_width_mm(text, size);
    const double width_mm = whole / std::ceil(whole / most_mm) + (whole > most_mm ? size / 2 : 0);
    std::vector<std::string> lines(1);
    for (std::size_t i = 0; i < text.size();) {
        std::size_t bytes = 1;
        while (i + bytes < text.size() && (static_cast<unsigned char>(text[i + bytes]) & 0xC0U) == 0x80) {
            ++bytes;
        }
        auto &line = lines.back();
        const auto character = text.substr(i, bytes);
        if (!line.empty() && text_width_mm(line + character, size) > width_mm) {
            const auto blank = line.rfind(' ');
            const auto rest = blank == std::string::npos ? std::string() : line.substr(blank + 1);
            line.erase(blank == std::string::npos ? line.size() : blank);
            lines.push_back(rest);
        }
        if (!lines.back().empty() || character != " ") {
            lines.back() += character;
        }
        i += bytes;
    }
    return lines;
}

/// A name with its code below it.
struct Caption {
    struct Line {
        std::string text;
        double size;
    };
    std::vector<Line> lines;

    Caption(const Grid &grid, double name_size, double code_size, double width_mm) {
        for (auto &line : grid.name.empty() ? std::vector<std::string>{} : wrapped(grid.name, name_size, width_mm)) {
            lines.push_back({std::move(line), name_size});
        }
        if (grid.name != grid.code) {
            lines.push_back({grid.code, code_size});
        }
    }
    [[nodiscard]] double width() const {
        double width = 0;
        std::ranges::for_each(lines, [&](const Line &line) { width = std::max(width, text_width_mm(line.text, line.size)); });
        return width + 1;
    }
    [[nodiscard]] double height() const {
        double height = 0.6;
        std::ranges::for_each(lines, [&](const Line &line) { height += line.size * line_height; });
        return height;
    }
};

class Picture {
  public:
    Picture(const PictureSource &source, GridIndex grid)
        : m_source(source), m_theme(source.theme), m_grid(grid),
          m_sheet(spatial::bounds(m_theme.shapes[grid]), picture_width_mm, picture_height_mm),
          m_space(picture_width_mm, picture_height_mm, [this](PaperPlace p) { return shown_at(p); }) {}

    GridPicture draw() {
        begin();
        grounds();
        buildings();
        lines();
        borders_above();
        add(R"(<path class="own-line" d="{}"/>)", m_sheet.path(m_theme.shapes[m_grid]));
        north_arrow();
        scale_bar();
        captions();
        street_names();
        m_svg += "</g>" + m_words;
        add(R"(<rect class="frame" width="{}" height="{}"/></svg>)", m_sheet.width(), m_sheet.height());
        return {std::move(m_svg), m_sheet.denominator(), std::move(m_numbered)};
    }

  private:
    template <class... Values> void add(fmt::format_string<Values...> form, Values &&...values) {
        fmt::format_to(std::back_inserter(m_svg), form, std::forward<Values>(values)...);
    }
    template <class... Values> void write(fmt::format_string<Values...> form, Values &&...values) {
        fmt::format_to(std::back_inserter(m_words), form, std::forward<Values>(values)...);
    }

    /// The unit that stands for a place: of the grid's level, else of the next coarser one there is.
    [[nodiscard]] GridIndex shown_at(PaperPlace place) const {
        auto unit = m_theme.locator->locate(m_sheet.ground(place));
        while (unit != 0 && m_theme.grids[unit].level > m_theme.grids[m_grid].level) {
            unit = m_theme.grids[unit].parent;
        }
        return unit;
    }

    void begin() {
        add(R"(<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {0} {1}" width="{0}mm" height="{1}mm">)"
            R"x(<clipPath id="edge"><rect width="{0}" height="{1}"/></clipPath><g clip-path="url(#edge)">)x",
            m_sheet.width(), m_sheet.height());
    }
    void grounds() {
        for (const auto unit : m_space.units()) {
            if (unit != m_grid) {
                add(R"(<path class="other" d="{}"/>)", m_sheet.path(m_theme.shapes[unit]));
            }
        }
        add(R"(<path class="own" d="{}"/>)", m_sheet.path(m_theme.shapes[m_grid]));
    }
    void buildings() {
        std::string outlines;
        std::string places;
        m_source.world.buildings->points.for_each_in_box(m_sheet.box(), [&](const spatial::PointEntry &entry) {
            const auto &building = m_source.world.buildings->rows[entry.slot];
            if (building.footprint.empty()) {
                const auto p = m_sheet.place(building.at);
                places += fmt::format("M{:.2f} {:.2f}h0", p.x, p.y);
            } else {
                outlines += m_sheet.path({{building.footprint, building.courtyards}});
            }
        });
        if (!outlines.empty()) {
            add(R"(<path class="building" d="{}"/>)", outlines);
        }
        if (!places.empty()) {
            add(R"(<path class="place" d="{}"/>)", places);
        }
    }
    void lines() {
        for (const auto &line : m_source.reference_lines) {
            if (line.kind == "parcel") {
                continue;
            }
            for (const auto &piece : m_sheet.pieces(line.line)) {
                add(R"(<path class="{}" d="{}"/>)", line.kind == "river" ? "river" : "street", MapSheet::path(piece, false));
            }
        }
    }
    /// Borders of the units that hold those on the map.
    void borders_above() {
        std::set<GridIndex> above;
        for (const auto unit : m_space.units()) {
            above.insert(m_theme.grids[unit].level == m_theme.grids[m_grid].level ? m_theme.grids[unit].parent : 0);
        }
        above.erase(0);
        for (const auto unit : above) {
            add(R"(<path class="above" d="{}"/>)", m_sheet.path(m_theme.shapes[unit]));
        }
    }

    void north_arrow() {
        const double x = m_sheet.width() - 9;
        m_space.take({x - 6, 0, m_sheet.width(), 22});
        write(R"(<g class="arrow"><path d="M{0} 4l4 11l-4 -3l-4 3z"/><text x="{0}" y="19.5">北 N</text></g>)", x);
    }
    void scale_bar() {
        const double y = m_sheet.height() - 4;
        double metres = std::pow(10, std::floor(std::log10(m_sheet.metres(50))));
        for (const double step : {5.0, 2.0}) {
            metres = step * metres <= m_sheet.metres(50) ? step * metres : metres;
            if (metres > m_sheet.metres(25)) {
                break;
            }
        }
        const double length = metres * 1000 / static_cast<double>(m_sheet.denominator());
        m_space.take({0, y - 9, length + 20, m_sheet.height()});
        const auto word = metres >= 1000 ? fmt::format("{:g} km", metres / 1000) : fmt::format("{:g} m", metres);
        write(R"(<g class="scale"><rect class="paper" x="2" y="{0:.1f}" width="{1:.1f}" height="9"/>)"
              R"(<path d="M5 {2:.1f}v2h{3:.2f}v-2"/><path class="half" d="M5 {4:.1f}h{5:.2f}"/>)"
              R"(<text x="5" y="{6:.1f}">0</text><text x="{7:.2f}" y="{6:.1f}">{8}</text></g>)",
              y - 7, length + 12, y - 2, length, y - 0.5, length / 2, y - 3, 5 + length, word);
    }

    void caption(const Caption &words, PaperPlace middle, const char *kind) {
        m_words += R"(<g class="caption">)";
        double y = middle.y - words.height() / 2 + 0.3;
        for (const auto &line : words.lines) {
            write(R"(<text class="{}" x="{:.2f}" y="{:.2f}" font-size="{}">{}</text>)", kind, middle.x,
                  y + line.size * line_height * 0.8, line.size, escaped_markup(line.text));
            y += line.size * line_height;
        }
        m_words += "</g>";
    }
    bool settle(GridIndex unit, const Caption &words, const char *kind) {
        const auto place = m_space.settle(unit, words.width(), words.height());
        if (place) {
            caption(words, *place, kind);
        }
        return place.has_value();
    }
    void captions() {
        const auto &own = m_theme.grids[m_grid];
        if (!settle(m_grid, Caption(own, 4.6, 3.1, 60), "name own-name")) {
            settle(m_grid, Caption(own, 3.2, 2.4, 30), "name own-name");
        }
        std::set<GridIndex> adjacent;
        for (const auto &neighbour : m_source.neighbours[m_grid]) {
            if (neighbour.unit != 0 && adjacent.insert(neighbour.unit).second) {
                name_neighbour(neighbour.unit);
            }
        }
        for (const auto unit : m_space.units()) {
            if (unit != m_grid && !adjacent.contains(unit)) {
                const Caption words(m_theme.grids[unit], 2.6, 2.1, 34);
                if (const auto place = m_space.settle(unit, words.width(), words.height(), true)) {
                    caption(words, *place, "name far-name");
                }
            }
        }
    }
    void name_neighbour(GridIndex unit) {
        const auto &grid = m_theme.grids[unit];
        const std::array sizes{std::array{3.1, 2.4, 40.0}, std::array{2.5, 2.1, 24.0}};
        const bool fits = std::ranges::any_of(
            sizes, [&](const auto &size) { return settle(unit, Caption(grid, size[0], size[1], size[2]), "name other-name"); });
        constexpr double marker_mm = 4.4;
        const auto place = fits ? std::nullopt : m_space.settle(unit, marker_mm, marker_mm);
        if (place) {
            m_numbered.push_back(unit);
            write(
                R"(<g class="number"><circle cx="{0:.2f}" cy="{1:.2f}" r="1.9"/><text x="{0:.2f}" y="{2:.2f}">{3}</text></g>)",
                place->x, place->y, place->y + 0.85, m_numbered.size());
        }
    }
    /// One name for each, on its first free straight stretch.
    void street_names() {
        constexpr double size = 2.4;
        std::set<std::string> named;
        for (const auto &line : m_source.reference_lines) {
            if (line.kind == "parcel" || line.name.empty() || named.contains(line.name)) {
                continue;
            }
            for (const auto &piece : m_sheet.pieces(line.line)) {
                const auto place = settle_along(m_space, piece, text_width_mm(line.name, size) + 1, size * line_height);
                if (place) {
                    named.insert(line.name);
                    write(
                        R"x(<text class="name {}" transform="translate({:.2f} {:.2f}) rotate({:.1f})" y="0.85" font-size="{}">{}</text>)x",
                        line.kind == "river" ? "river-name" : "street-name", place->middle.x, place->middle.y, place->degrees,
                        size, escaped_markup(line.name));
                    break;
                }
            }
        }
    }

    const PictureSource &m_source;
    const data::ThemeWorld &m_theme;
    GridIndex m_grid;
    MapSheet m_sheet;
    LabelSpace m_space;
    std::string m_svg, m_words; ///< what lies below, and the words over it
    std::vector<GridIndex> m_numbered;
};

} // namespace

std::string escaped_markup(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

GridPicture draw_grid(const PictureSource &source, GridIndex grid) {
    return source.theme.shapes[grid].empty() ? GridPicture{} : Picture(source, grid).draw();
}

} // namespace jingwei::server
