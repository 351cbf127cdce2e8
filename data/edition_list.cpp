#include "data/edition_list.hpp"

#include "data/row_reader.hpp"
#include "data/spatialite.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

namespace jingwei::data {

namespace {

void read_themes(SQLite::Database &database, EditionRow &edition) {
    RowReader row(database, "edition_themes");
    row.bind(1, edition.number);
    while (row.next()) {
        edition.themes.push_back({row.text(0), row.integer(1), row.integer(2)});
    }
}

} // namespace

std::vector<EditionRow> read_editions(const std::filesystem::path &db, std::int64_t before, std::size_t limit) {
    Connection connection(db, Connection::Role::read);
    auto &database = connection.database();
    SQLite::Transaction transaction(database); // one picture of the store
    std::vector<EditionRow> editions;
    RowReader row(database, "editions");
    row.bind(1, before == 0 ? INT64_MAX : before).bind(2, static_cast<std::int64_t>(limit));
    while (row.next()) {
        editions.push_back({.number = row.integer(0),
                            .valid_from = row.integer(1),
                            .published_at = row.integer(2),
                            .actor = row.text(3),
                            .note = row.text(4),
                            .source = row.text(5),
                            .root_hash = row.text(6),
                            .plan = row.integer_or_null(7),
                            .themes = {}});
    }
    for (auto &edition : editions) {
        read_themes(database, edition);
    }
    return editions;
}

std::optional<EditionRow> read_edition(const std::filesystem::path &db, std::int64_t number) {
    if (number < 1 || number == INT64_MAX) {
        return std::nullopt;
    }
    auto editions = read_editions(db, number + 1, 1);
    return !editions.empty() && editions.front().number == number ? std::optional(std::move(editions.front())) : std::nullopt;
}

GridHistory read_grid_history(const std::filesystem::path &db, const std::string &theme, const std::string &code) {
    Connection connection(db, Connection::Role::read);
    auto &database = connection.database();
    SQLite::Transaction transaction(database); // one picture of the store
    GridHistory history;
    RowReader version(database, "grid_versions");
    version.bind(1, theme).bind(2, code);
    while (version.next()) {
        history.versions.push_back({.edition_from = version.integer(0),
                                    .edition_to = version.integer_or_null(1),
                                    .valid_from = version.integer(2),
                                    .valid_to = version.integer_or_null(3),
                                    .code = version.text(10),
                                    .name = version.text(4),
                                    .level = version.text(5),
                                    .parent = version.text(6),
                                    .area_m2 = version.real(7),
                                    .households = version.whole_or_null(8),
                                    .residents = version.whole_or_null(9)});
    }
    RowReader row(database, "grid_lineage");
    row.bind(1, theme).bind(2, code);
    while (row.next()) {
        history.lineage.push_back({.edition = row.integer(0),
                                   .kind = row.text(1),
                                   .from = row.text(2),
                                   .to = row.text(3),
                                   .share = row.real_or_null(4)});
    }
    return history;
}

} // namespace jingwei::data
