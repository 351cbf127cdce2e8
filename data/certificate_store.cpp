#include "data/certificate_store.hpp"

#include "data/edition_hash.hpp"
#include "data/journal.hpp"
#include "data/row_reader.hpp"
#include "spatial/coverage_check.hpp"

#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include <array>
#include <map>

namespace jingwei::data {

namespace {

void add(std::vector<Finding> &findings, std::string what) {
    findings.push_back({"certificate", std::move(what)});
}

/// Of one row of `certified_counts`, whose columns from 2 on are what is certified and those from 5 on what is there.
void check_counts(const RowReader &row, std::vector<Finding> &findings) {
    const std::array<const char *, 3> what{"grids", "arcs", "faces"};
    for (int i = 0; i < 3; ++i) {
        if (row.integer(2 + i) != row.integer(5 + i)) {
            add(findings,
                fmt::format("edition {} of {}: it is certified with {} {}, the store holds {}", row.integer(0), row.text(1),
                            row.integer(2 + i), what.at(static_cast<std::size_t>(i)), row.integer(5 + i)));
        }
    }
}

void check_root(std::int64_t edition, const std::string &recorded, const std::map<std::string, ThemeHashes> &themes,
                std::vector<Finding> &findings) {
    if (edition != 0 && root_hash(themes) != recorded) {
        add(findings, fmt::format("edition {}: its root hash does not follow from its themes", edition));
    }
}

} // namespace

void certify(Queries &queries, const ThemeWorld &theme, const CoverageFigures &ground, std::int64_t edition,
             TimeMs checked_at) {
    const auto violations = checked_at != 0 ? 0 : spatial::find_violations(theme.coverage).size();
    queries.run("insert_certificate", edition, theme.code, static_cast<std::int64_t>(theme.grids.size()) - 1, ground.faces,
                ground.arcs, ground.nodes, ground.doubled_area, static_cast<std::int64_t>(violations),
                checked_at != 0 ? checked_at : now_ms());
}

Certificate read_certificate(SQLite::Database &database, std::int64_t edition) {
    SQLite::Transaction transaction(database); // one picture of the store
    RowReader head(database, "certified_edition");
    head.bind(1, edition);
    if (!head.next()) {
        throw Error(ErrorCode::not_found, fmt::format("there is no edition {}", edition));
    }
    Certificate certificate{.edition = head.integer(0),
                            .valid_from = head.integer(1),
                            .published_at = head.integer(2),
                            .actor = head.text(3),
                            .note = head.text(4),
                            .source = head.text(5),
                            .root_hash = head.text(6),
                            .themes = {},
                            .plan = {}};
    RowReader row(database, "certificates");
    for (row.bind(1, edition); row.next();) {
        certificate.themes.push_back(
            {.theme = row.text(0),
             .grids = row.integer(1),
             .ground = {.faces = row.integer(2), .arcs = row.integer(3), .nodes = row.integer(4), .doubled_area = row.text(5)},
             .violations = row.integer(6),
             .checked_at = row.integer(7),
             .content_hash = row.text(8),
             .attribute_hash = row.text(9)});
    }
    RowReader plan(database, "plan_of_edition");
    plan.bind(1, edition);
    certificate.plan = plan.next() ? plan.integer_or_null(0) : std::nullopt;
    return certificate;
}

void check_certificates(SQLite::Database &database, std::vector<Finding> &findings) {
    for (RowReader row(database, "certified_counts"); row.next();) {
        check_counts(row, findings);
    }
    std::map<std::string, ThemeHashes> themes;
    std::int64_t edition = 0;
    std::string recorded;
    // the root of the newest one is looked at with the hashes of what the store holds now
    for (RowReader row(database, "edition_roots"); row.next();) {
        if (row.integer(0) != edition) {
            check_root(edition, recorded, themes, findings);
        }
        edition = row.integer(0);
        recorded = row.text(1);
        themes[row.text(2)] = {row.text(3), row.text(4)};
    }
}

void check_certificate(SQLite::Database &database, const std::string &theme, const spatial::Coverage &coverage,
                       std::vector<Finding> &findings) {
    RowReader row(database, "current_certificate");
    row.bind(1, theme);
    if (!row.next()) {
        return; // an edition of before certificates
    }
    const auto figures = figures_of(coverage);
    if (figures.doubled_area != row.text(2) || figures.nodes != row.integer(1)) {
        add(findings, fmt::format("edition {} of {}: it is certified with the doubled area {} and {} nodes, the store has {} "
                                  "and {}",
                                  row.integer(0), theme, row.text(2), row.integer(1), figures.doubled_area, figures.nodes));
    }
}

} // namespace jingwei::data
