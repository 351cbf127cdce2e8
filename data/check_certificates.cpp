#include "data/check_certificates.hpp"

#include "data/row_reader.hpp"
#include "data/world_load_parts.hpp"
#include "spatial/coverage_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jingwei::data {

CountedTheme counted(const ThemeWorld &theme, std::size_t violations, const std::vector<Division> &divisions) {
    return {.grids = static_cast<std::int64_t>(theme.grids.size()) - 1,
            .ground = figures_of(theme.coverage),
            .violations = static_cast<std::int64_t>(violations),
            .hashes = hashes_of(theme, divisions)};
}

namespace {

/// One row of `certified_themes`.
struct RecordedTheme {
    std::int64_t edition = 0;
    std::string theme;
    ThemeHashes hashes;
    std::int64_t grids = 0, arcs = 0;
    std::optional<ThemeCertificate> certificate;
    bool needs_certificate = false; ///< an edition before has one
};

RecordedTheme recorded_theme(const RowReader &row) {
    RecordedTheme recorded{.edition = row.integer(0),
                           .theme = row.text(1),
                           .hashes = {row.text(2), row.text(3)},
                           .grids = row.integer(4),
                           .arcs = row.integer(5),
                           .certificate = {},
                           .needs_certificate = row.integer_or_null(13).value_or(0) != 0};
    if (row.integer(6) != 0) {
        recorded.certificate = ThemeCertificate{
            .theme = recorded.theme,
            .grids = row.integer(7),
            .ground = {.faces = row.integer(8), .arcs = row.integer(9), .nodes = row.integer(10), .doubled_area = row.text(11)},
            .violations = row.integer(12),
            .checked_at = 0,
            .content_hash = recorded.hashes.content,
            .attribute_hash = recorded.hashes.attributes};
    }
    return recorded;
}

class CertificateCheck {
  public:
    CertificateCheck(SQLite::Database &database, const std::map<std::string, CountedTheme> &current,
                     const std::vector<Division> &divisions, std::vector<Finding> &findings)
        : m_database(&database), m_current(&current), m_divisions(&divisions), m_findings(&findings) {}

    void run() {
        std::vector<RecordedTheme> all;
        std::map<std::string, std::int64_t> newest;
        for (RowReader row(*m_database, "certified_themes"); row.next();) {
            all.push_back(recorded_theme(row));
            newest[all.back().theme] = all.back().edition;
        }
        for (const auto &head : loading::read_theme_heads(*m_database)) {
            m_heads.emplace(head.code, head);
        }
        for (const auto &recorded : all) {
            check(recorded, recorded.edition == newest[recorded.theme]);
        }
        check_roots(all);
        for (RowReader row(*m_database, "stray_certificates"); row.next();) {
            add(fmt::format("edition {} of {}: it is certified, but the edition did not change this theme", row.integer(0),
                            row.text(1)));
        }
    }

  private:
    void add(std::string what) { m_findings->push_back({"certificate", std::move(what)}); }

    void check(const RecordedTheme &recorded, bool is_current) {
        if (recorded.needs_certificate && !recorded.certificate) {
            add(fmt::format("edition {} of {}: its certificate is missing", recorded.edition, recorded.theme));
        }
        try {
            if (const auto now = m_current->find(recorded.theme); is_current && now != m_current->end()) {
                compare(recorded, now->second);
            } else if (!is_current) {
                const auto past = past_theme(recorded);
                if (past.hashes != recorded.hashes) {
                    add(fmt::format("edition {} of {}: what the store keeps of it is not what it recorded", recorded.edition,
                                    recorded.theme));
                }
                compare(recorded, past);
                if (past.violations != 0) {
                    add(fmt::format("edition {} of {}: {} invariants of its ground are broken", recorded.edition,
                                    recorded.theme, past.violations));
                }
            }
        } catch (const Error &error) {
            add(fmt::format("edition {} of {}: it cannot be made from what the store keeps: {}", recorded.edition,
                            recorded.theme, error.what()));
        }
    }

    [[nodiscard]] CountedTheme past_theme(const RecordedTheme &recorded) const {
        auto head = m_heads.at(recorded.theme);
        head.edition = recorded.edition;
        auto content = loading::read_theme_content(*m_database, recorded.theme, recorded.edition);
        const auto violations = spatial::find_violations(content.coverage).size();
        return counted(*make_unlocated_theme(std::move(head), std::move(content), *m_divisions), violations, *m_divisions);
    }

    void compare(const RecordedTheme &recorded, const CountedTheme &found) {
        const auto differs = [&](const char *how, const char *what, const auto &said, const auto &is) {
            if (said != is) {
                add(fmt::format("edition {} of {}: it is {} {} {}, the store holds {}", recorded.edition, recorded.theme, how,
                                said, what, is));
            }
        };
        differs("recorded with", "grids", recorded.grids, found.grids);
        differs("recorded with", "arcs", recorded.arcs, found.ground.arcs);
        if (!recorded.certificate) {
            return;
        }
        const auto &certified = *recorded.certificate;
        differs("certified with", "grids", certified.grids, found.grids);
        differs("certified with", "faces", certified.ground.faces, found.ground.faces);
        differs("certified with", "arcs", certified.ground.arcs, found.ground.arcs);
        differs("certified with", "nodes", certified.ground.nodes, found.ground.nodes);
        differs("certified with", "as its doubled area", certified.ground.doubled_area, found.ground.doubled_area);
        differs("certified with", "broken invariants", certified.violations, found.violations);
    }

    /// An edition's root follows from the newest hashes of all themes then.
    void check_roots(const std::vector<RecordedTheme> &all) {
        std::map<std::string, ThemeHashes> themes;
        auto next = all.begin();
        for (RowReader row(*m_database, "edition_root_hashes"); row.next();) {
            for (; next != all.end() && next->edition <= row.integer(0); ++next) {
                themes[next->theme] = next->hashes;
            }
            if (root_hash(themes) != row.text(1)) {
                add(fmt::format("edition {}: its root hash does not follow from its themes", row.integer(0)));
            }
        }
    }

    SQLite::Database *m_database;
    const std::map<std::string, CountedTheme> *m_current;
    const std::vector<Division> *m_divisions;
    std::vector<Finding> *m_findings;
    std::map<std::string, ThemeHead> m_heads;
};

} // namespace

void check_certificates(SQLite::Database &database, const std::map<std::string, CountedTheme> &current,
                        const std::vector<Division> &divisions, std::vector<Finding> &findings) {
    CertificateCheck(database, current, divisions, findings).run();
}

} // namespace jingwei::data
