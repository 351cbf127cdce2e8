#include "data/past_theme.hpp"

#include "data/edition_hash.hpp"
#include "data/geometry_blob.hpp"
#include "data/row_reader.hpp"
#include "data/world_load_parts.hpp"
#include "spatial/error.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

/// The edition whose content a theme had, and what was published of it.
struct Publication {
    std::int64_t edition = 0;
    ThemeHashes hashes;
};

std::optional<Publication> find_publication(SQLite::Database &database, const World &now, const std::string &theme,
                                            std::int64_t edition) {
    if (edition < 1 || edition > now.edition) {
        throw Error(ErrorCode::not_found,
                    fmt::format("there is no edition {}; the store has editions 1 to {}", edition, now.edition));
    }
    RowReader row(database, "edition_hashes");
    row.bind(1, theme).bind(2, edition);
    return row.next() ? std::optional<Publication>({row.integer(0), {row.text(1), row.text(2)}}) : std::nullopt;
}

} // namespace

std::shared_ptr<const ThemeWorld> past_theme(SQLite::Database &database, const World &now, const std::string &theme,
                                             std::int64_t edition) {
    const auto *current = now.theme(theme);
    if (current == nullptr) {
        throw Error(ErrorCode::not_found, fmt::format("there is no theme {}", theme));
    }
    SQLite::Transaction transaction(database); // one picture of the store
    const auto publication = find_publication(database, now, theme, edition);
    if (!publication) {
        return nullptr;
    }
    auto content = loading::read_theme_content(database, theme, publication->edition);
    ThemeHead head = head_of(*current);
    head.edition = publication->edition;
    auto past = make_past_theme(std::move(head), std::move(content), *now.divisions);
    if (hashes_of(*past, *now.divisions) != publication->hashes) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("what the store keeps of edition {} of {} does not give what was published; "
                                "run jingwei check, or take it from a backup of that time",
                                publication->edition, theme));
    }
    return past;
}

namespace {

ReferenceLineRow reference_line_of(const RowReader &row) {
    const auto blob = row.blob(4);
    return {.id = row.integer(0),
            .code = row.text(1),
            .name = row.text(2),
            .kind = row.text(3),
            .line = line_of_blob(blob.data(), blob.size())};
}

std::vector<ReferenceLineRow> lines_of(RowReader &row) {
    std::vector<ReferenceLineRow> lines;
    while (row.next()) {
        lines.push_back(reference_line_of(row));
    }
    return lines;
}

} // namespace

std::vector<ReferenceLineRow> read_reference_lines(SQLite::Database &database) {
    RowReader row(database, "reference_lines");
    return lines_of(row);
}

std::vector<ReferenceLineRow> read_reference_lines(SQLite::Database &database, const spatial::LatticeBox &box) {
    RowReader row(database, "reference_lines_near");
    return lines_of(row.bind_box(1, box));
}

std::optional<ReferenceLineRow> read_reference_line(SQLite::Database &database, const std::string &code) {
    RowReader row(database, "reference_line_of_code");
    row.bind(1, code);
    return row.next() ? std::optional(reference_line_of(row)) : std::nullopt;
}

std::vector<EarlierCode> read_earlier_codes(SQLite::Database &database, const std::string &theme, std::int64_t edition) {
    std::vector<EarlierCode> codes;
    RowReader row(database, "closed_codes");
    row.bind(1, theme).bind(2, edition);
    while (row.next()) {
        codes.push_back({.code = row.text(0), .grid = row.integer(1)});
    }
    return codes;
}

} // namespace jingwei::data
