#include "data/certificate_store.hpp"

#include "data/journal.hpp"
#include "data/row_reader.hpp"
#include "spatial/coverage_check.hpp"

#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

namespace jingwei::data {

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

} // namespace jingwei::data
