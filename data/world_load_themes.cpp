#include "data/geometry_blob.hpp"
#include "data/row_reader.hpp"
#include "data/world_load_parts.hpp"
#include "spatial/error.hpp"

namespace jingwei::data::loading {

namespace {

using IndexById = std::unordered_map<std::int64_t, std::uint32_t>;

std::string label_zh(const CodeLists &lists, std::string_view list, const std::string &code) {
    const auto found = lists.find(list);
    if (found == lists.end()) {
        return {};
    }
    const auto entry = found->second.find(code);
    return entry == found->second.end() ? std::string() : entry->second.zh;
}

std::vector<Level> read_levels(SQLite::Database &database, const std::string &theme) {
    std::vector<Level> levels;
    RowReader row(database, "world_levels");
    for (row.bind(1, theme); row.next();) {
        levels.push_back({.code = row.text(0),
                          .label_zh = row.text(1),
                          .label_en = row.text(2),
                          .rank = static_cast<int>(row.integer(3)),
                          .full_cover = row.flag(4)});
    }
    return levels;
}

/// A theme as the current edition has it, or an earlier one.
struct ThemeDate {
    const std::string &theme;
    std::optional<std::int64_t> edition;

    [[nodiscard]] RowReader rows(SQLite::Database &database, const std::string &of_what) const {
        RowReader reader(database, (edition ? "edition_" : "world_") + of_what);
        reader.bind(1, theme);
        if (edition) {
            reader.bind(2, *edition);
        }
        return reader;
    }
};

std::vector<GridRow> read_grids(SQLite::Database &database, const ThemeDate &date) {
    std::vector<GridRow> grids(1);
    for (RowReader row = date.rows(database, "grids"); row.next();) {
        grids.push_back({.id = row.integer(0),
                         .code = row.text(1),
                         .name = row.text(2),
                         .level = row.text(3),
                         .kind = row.text(4),
                         .parent_code = row.text(5),
                         .division_code = row.text(6),
                         .fallback_org = row.text(7),
                         .households = row.whole_or_null(8),
                         .residents = row.whole_or_null(9),
                         .label_point = row.is_null(12) ? LatticePoint{} : row.point(12),
                         .area_m2 = row.real(10),
                         .limits_text = row.text(11)});
    }
    return grids;
}

std::uint32_t index_of(const IndexById &indexes, std::int64_t id, const std::string &what) {
    const auto found = indexes.find(id);
    if (found == indexes.end()) {
        throw Error(ErrorCode::bad_data, "The store names " + what + " " + std::to_string(id) +
                                             ", which is not current; run jingwei check, or restore a backup.");
    }
    return found->second;
}

struct Faces {
    std::vector<spatial::Label> labels{spatial::no_label};
    IndexById by_id;
};

Faces read_faces(SQLite::Database &database, const ThemeDate &date, const std::vector<GridRow> &grids) {
    IndexById grid_by_id;
    grid_by_id.reserve(grids.size());
    for (std::uint32_t i = 1; i < grids.size(); ++i) {
        grid_by_id.emplace(grids[i].id, i);
    }
    Faces faces;
    for (RowReader row = date.rows(database, "faces"); row.next();) {
        faces.by_id.emplace(row.integer(0), static_cast<std::uint32_t>(faces.labels.size()));
        const auto grid = row.integer_or_null(1);
        faces.labels.push_back(grid ? index_of(grid_by_id, *grid, "grid") : spatial::no_label);
    }
    return faces;
}

spatial::Coverage read_coverage(SQLite::Database &database, const ThemeDate &date, Faces faces) {
    std::vector<LatticePoint> points;
    std::vector<spatial::Arc> arcs;
    const auto face = [&faces](std::optional<std::int64_t> id) { return id ? index_of(faces.by_id, *id, "face") : 0; };
    for (RowReader row = date.rows(database, "arcs"); row.next();) {
        const auto blob = row.blob(2);
        const auto line = line_of_blob(blob.data(), blob.size());
        arcs.push_back({.first_point = static_cast<std::uint32_t>(points.size()),
                        .point_count = static_cast<std::uint32_t>(line.size()),
                        .left = face(row.integer_or_null(0)),
                        .right = face(row.integer_or_null(1))});
        points.insert(points.end(), line.begin(), line.end());
    }
    points.shrink_to_fit();
    arcs.shrink_to_fit();
    return {std::move(points), std::move(arcs), std::move(faces.labels)};
}

} // namespace

std::vector<Division> read_divisions(SQLite::Database &database, const CodeLists &lists) {
    std::vector<Division> divisions(1);
    std::vector<std::string> parents(1);
    std::unordered_map<std::string, std::uint32_t> by_code;
    for (RowReader row(database, "world_divisions"); row.next();) {
        Division division{.code = row.text(0), .name = row.text(1), .level = row.text(2), .level_name_zh = {}};
        division.level_name_zh = label_zh(lists, "division_level", division.level);
        by_code.emplace(division.code, static_cast<std::uint32_t>(divisions.size()));
        divisions.push_back(std::move(division));
        parents.push_back(row.text(3));
    }
    for (std::size_t i = 1; i < divisions.size(); ++i) {
        const auto parent = by_code.find(parents[i]);
        divisions[i].parent = parent == by_code.end() ? 0 : parent->second;
    }
    return divisions;
}

std::vector<ThemeHead> read_theme_heads(SQLite::Database &database) {
    std::vector<ThemeHead> heads;
    for (RowReader row(database, "world_themes"); row.next();) {
        heads.push_back({.id = row.integer(0),
                         .edition = row.integer(5),
                         .code = row.text(1),
                         .label_zh = row.text(2),
                         .label_en = row.text(3),
                         .arrangement = row.text(4),
                         .levels = read_levels(database, row.text(1))});
    }
    return heads;
}

ThemeContent read_theme_content(SQLite::Database &database, const std::string &theme, std::optional<std::int64_t> edition) {
    const ThemeDate date{theme, edition};
    ThemeContent content;
    content.theme = theme;
    content.grids = read_grids(database, date);
    content.coverage = read_coverage(database, date, read_faces(database, date, content.grids));
    return content;
}

} // namespace jingwei::data::loading
