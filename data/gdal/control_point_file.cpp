#include "data/gdal/control_point_file.hpp"

#include "data/gdal/csv_lines.hpp"
#include "data/gdal/side_file.hpp"
#include "data/heading.hpp"
#include "data/import_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cpl_string.h>
#include <fmt/format.h>
#include <optional>
#include <sstream>

namespace jingwei::gdal {

namespace {

constexpr std::size_t most_points = 1000;

/// What a column of the control points means.
enum class Column { id, x, y, source_lon, source_lat, lon, lat };

constexpr auto column_names = std::to_array<std::pair<std::string_view, Column>>({
    {"id", Column::id},
    {"name", Column::id},
    {"point", Column::id},
    {"点号", Column::id},
    {"点名", Column::id},
    {"编号", Column::id},
    {"名称", Column::id},
    {"x", Column::x},
    {"east", Column::x},
    {"easting", Column::x},
    {"source_x", Column::x},
    {"东坐标", Column::x},
    {"横坐标", Column::x},
    {"东", Column::x},
    {"源x", Column::x},
    {"y", Column::y},
    {"north", Column::y},
    {"northing", Column::y},
    {"source_y", Column::y},
    {"北坐标", Column::y},
    {"纵坐标", Column::y},
    {"北", Column::y},
    {"源y", Column::y},
    {"source_lon", Column::source_lon},
    {"源经度", Column::source_lon},
    {"原经度", Column::source_lon},
    {"source_lat", Column::source_lat},
    {"源纬度", Column::source_lat},
    {"原纬度", Column::source_lat},
    {"lon", Column::lon},
    {"longitude", Column::lon},
    {"target_lon", Column::lon},
    {"经度", Column::lon},
    {"目标经度", Column::lon},
    {"lat", Column::lat},
    {"latitude", Column::lat},
    {"target_lat", Column::lat},
    {"纬度", Column::lat},
    {"目标纬度", Column::lat},
    {"cgcs2000经度", Column::lon},
});

std::optional<Column> column_of(std::string_view heading) {
    const auto name = data::plain_heading(heading);
    const auto *found = std::ranges::find(column_names, std::string_view(name), &std::pair<std::string_view, Column>::first);
    return found == column_names.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> cells_of(const std::string &line, char separator) {
    const CPLStringList cells(
        CSLTokenizeString2(line.c_str(), std::string(1, separator).c_str(),
                           CSLT_HONOURSTRINGS | CSLT_ALLOWEMPTYTOKENS | CSLT_STRIPLEADSPACES | CSLT_STRIPENDSPACES));
    return {cells.List(), cells.List() + cells.Count()};
}

/// Reads one table: the header first, then a point a line.
class PointTable {
  public:
    explicit PointTable(const std::filesystem::path &file) : m_file(file) {}

    ControlPoints read() {
        std::istringstream lines(read_side_file(m_file));
        std::string line;
        for (std::size_t number = 1; std::getline(lines, line); ++number) {
            while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
                line.pop_back();
            }
            if (line.empty()) {
                continue;
            }
            if (m_columns.empty()) {
                m_separator = csv_separator(line);
                take_header(cells_of(line, m_separator));
            } else {
                take_point(number, cells_of(line, m_separator));
            }
        }
        if (m_found.points.size() < 3) {
            refuse_side_file(
                m_file, fmt::format("it holds {} control points; at least 3 are needed, which surround the area, and a fourth "
                                    "shows which one is wrong when they disagree",
                                    m_found.points.size()));
        }
        require_decimals();
        return std::move(m_found);
    }

  private:
    /// Places rounded alike (the corners of a sheet of the old datum are) fit each other: no residual tells.
    void require_decimals() const {
        if (m_rounded > 1) { // of one the zeros at the end may have been left out
            refuse_side_file(m_file,
                             fmt::format("{} of its points have lon and lat of {} decimals at most, which is {} on the "
                                         "ground, and everything would be off by as much; give them with 7, zeros at the "
                                         "end too",
                                         m_rounded, m_decimals,
                                         m_decimals < 3   ? "a kilometre"
                                         : m_decimals < 5 ? "ten metres"
                                                          : "a metre"));
        }
    }
    static std::size_t decimals_of(const std::string &cell) {
        const auto plain = data::half_width(cell);
        const auto point = plain.find('.');
        return point == std::string::npos ? 0 : plain.size() - point - 1;
    }
    void count_decimals(std::size_t decimals) {
        constexpr std::size_t least = 6;
        if (decimals < least) {
            ++m_rounded;
            m_decimals = std::max(m_decimals, decimals);
        }
    }
    [[nodiscard]] bool holds(Column column) const { return std::ranges::find(m_columns, column) != m_columns.end(); }

    void take_header(const std::vector<std::string> &names) {
        for (const auto &name : names) {
            const auto column = column_of(name);
            if (const auto plain = data::plain_heading(name); plain == "frame" || plain == "坐标系" || plain == "crs") {
                refuse_side_file(m_file,
                                 fmt::format("the column '{}' is not read: lon and lat are CGCS2000; carry them into that, "
                                             "and take the column away",
                                             name));
            }
            if (column && holds(*column)) {
                refuse_side_file(m_file, fmt::format("the column '{}' says what another one says already", name));
            }
            m_columns.push_back(column);
        }
        const bool plane = holds(Column::x) && holds(Column::y);
        m_found.degrees = holds(Column::source_lon) && holds(Column::source_lat);
        if (plane == m_found.degrees || !holds(Column::id) || !holds(Column::lon) || !holds(Column::lat)) {
            refuse_side_file(
                m_file,
                "its header must name id (点号), x and y (东坐标, 北坐标) or source_lon and source_lat (源经度, 源纬度) in the "
                "file's own system, and lon and lat (经度, 纬度) in CGCS2000");
        }
    }

    void take_point(std::size_t line, const std::vector<std::string> &cells) {
        ControlPoint point;
        std::size_t decimals = 0; // of lon and lat
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (m_columns[i]) {
                const auto cell = i < cells.size() ? cells[i] : std::string();
                take_cell(line, *m_columns[i], cell, point);
                const bool is_place = *m_columns[i] == Column::lon || *m_columns[i] == Column::lat;
                decimals = std::max(decimals, is_place ? decimals_of(cell) : 0);
            }
        }
        count_decimals(decimals);
        const bool same = std::ranges::find(m_found.points, point.id, &ControlPoint::id) != m_found.points.end();
        if (point.id.empty() || same) {
            refuse_side_file(m_file,
                             fmt::format("line {}: {}", line,
                                         same ? fmt::format("the point '{}' comes twice", point.id) : "the point has no id"));
        }
        if (std::abs(point.target.lat) > 90 || std::abs(point.target.lon) > 180) {
            refuse_side_file(m_file, fmt::format("line {}: lon {} and lat {} are no place; are they swapped, or metres?", line,
                                                 point.target.lon, point.target.lat));
        }
        m_found.points.push_back(point);
        if (m_found.points.size() > most_points) {
            refuse_side_file(m_file, fmt::format("it holds more than {} points", most_points));
        }
    }

    void take_cell(std::size_t line, Column column, const std::string &cell, ControlPoint &point) const {
        switch (column) {
        case Column::id:
            point.id = cell;
            return;
        case Column::x:
        case Column::source_lon:
            point.x = number_in(line, cell);
            return;
        case Column::y:
        case Column::source_lat:
            point.y = number_in(line, cell);
            return;
        case Column::lon:
            point.target.lon = number_in(line, cell);
            return;
        case Column::lat:
            point.target.lat = number_in(line, cell);
            return;
        }
    }

    [[nodiscard]] double number_in(std::size_t line, const std::string &cell) const {
        const auto plain = data::half_width(cell);
        const auto value = data::number_value(plain);
        if (value && plain.find_first_of("eE") != std::string::npos) {
            refuse_side_file(m_file, fmt::format("line {}: '{}' is shortened by a spreadsheet and has lost its last digits; "
                                                 "format the column with decimals and enter it again",
                                                 line, cell));
        }
        if (!value) {
            refuse_side_file(m_file, fmt::format("line {}: '{}' is not a number; write degrees and metres with a decimal point",
                                                 line, cell));
        }
        return *value;
    }

    const std::filesystem::path &m_file;
    char m_separator = ',';
    std::vector<std::optional<Column>> m_columns; ///< by place; nothing for a column that does not matter
    ControlPoints m_found;
    std::size_t m_rounded = 0;  ///< points of few decimals
    std::size_t m_decimals = 0; ///< the most of those
};

} // namespace

ControlPoints read_control_points(const std::filesystem::path &file) {
    return PointTable(file).read();
}

} // namespace jingwei::gdal
