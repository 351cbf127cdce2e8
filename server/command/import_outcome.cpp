#include "server/command/import_outcome.hpp"

#include "server/json_writer.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ostream>
#include <set>

namespace jingwei::server {

namespace {

using data::ObjectChange;

/// A heading with a count, then the first lines, then how many more there are.
template <class List, class Line>
void print_list(std::ostream &out, std::string_view heading, const List &list, const Line &line) {
    if (list.empty()) {
        return;
    }
    out << fmt::format("{}: {}\n", heading, list.size());
    for (std::size_t i = 0; i < std::min(shown_lines, list.size()); ++i) {
        out << "    " << line(list[i]) << '\n';
    }
    if (list.size() > shown_lines) {
        out << fmt::format("    … and {} more (--report FILE lists all)\n", list.size() - shown_lines);
    }
}

std::string named(const std::string &code, const std::string &name) {
    return name.empty() || name == code ? code : fmt::format("{} {}", code, name);
}

std::string arrow(const ObjectChange &change) {
    const auto or_none = [](const std::string &text) { return text.empty() ? std::string("(none)") : text; };
    return fmt::format("{} → {}", or_none(change.from), or_none(change.to));
}

void print_changes(std::ostream &out, const data::ImportReport &report) {
    print_list(out, "moved", report.moved, [](const ObjectChange &c) {
        return fmt::format("{}: {:.1f} m, {}", named(c.code, c.name), c.distance_m, arrow(c));
    });
    print_list(out, "renamed", report.renamed, [](const ObjectChange &c) { return fmt::format("{}: {}", c.code, arrow(c)); });
    std::set<std::string_view> objects;
    for (const auto &change : report.edited) {
        objects.insert(change.code);
    }
    print_list(out, fmt::format("values changed, of {} objects", objects.size()), report.edited,
               [](const ObjectChange &c) { return fmt::format("{}: {} {}", named(c.code, c.name), c.what, arrow(c)); });
}

std::string vanished_line(const data::VanishedObject &gone) {
    auto text = fmt::format("{} (key {})", named(gone.code, gone.name), gone.key);
    if (gone.deleted) {
        text += ": deleted";
    } else if (!gone.kept_because.empty()) {
        text += ": kept, " + gone.kept_because;
    } else if (gone.since) {
        text += ": missed before, too";
    }
    return text;
}

std::string duplicate_line(const data::DuplicateCandidate &pair) {
    const auto of = [](const std::vector<std::string> &sources) {
        return sources.empty() ? std::string("no source") : fmt::format("{}", fmt::join(sources, ", "));
    };
    return fmt::format("{} ({}) and {} ({}): same {}, {:.1f} m apart", named(pair.keep, pair.keep_name), of(pair.keep_sources),
                       named(pair.drop, pair.drop_name), of(pair.drop_sources),
                       pair.reason == "gb_id" ? "GB/T 28181 id" : "name", pair.distance_m);
}

void print_source(std::ostream &out, const data::SourceOutcome &source, bool dry_run) {
    out << fmt::format("source {}: {} codes allotted, {} joined, {} keys changed, {} back again, {} vanished, {} may be there "
                       "twice\n",
                       source.source, source.allotted, source.joined.size(), source.changed_keys.size(), source.returned,
                       source.vanished.size(), source.duplicates.size());
    if (source.passed_over > 0) {
        out << fmt::format("{} rows give another code than the one that their key has: the code here stays\n",
                           source.passed_over);
    }
    print_list(out, "joined what was there", source.joined, [](const data::JoinedObject &joined) {
        return fmt::format("{} (key {})", named(joined.code, joined.name), joined.key);
    });
    print_list(out, "keys changed", source.changed_keys,
               [](const data::ChangedKey &key) { return fmt::format("{}: {} → {}", key.code, key.from, key.to); });
    print_list(out, "vanished from the file (--delete-vanished deletes)", source.vanished, vanished_line);
    print_list(out, "may be one (jingwei merge <db> <layer> KEEP DROP)", source.duplicates, duplicate_line);
    if (source.mapping_kept) {
        out << fmt::format("the mapping of {} {} kept for its next file\n", source.source,
                           dry_run ? "differs from what is kept; an import without --dry-run will have it" : "is");
    }
}

std::string left_line(const data::LeftAssignment &left) {
    return fmt::format("{}: {}{} of {}", named(left.person, left.name), left.role, left.primary ? "" : " (deputy)", left.grid);
}

void print_roster(std::ostream &out, const data::RosterOutcome &roster) {
    out << fmt::format("people: {} added, {} changed; assignments: {} begin, {} change, {} stay, {} end\n", roster.people_added,
                       roster.people_changed, roster.started, roster.changed, roster.unchanged, roster.ended.size());
    print_list(out, fmt::format("end on {}", roster.day), roster.ended, left_line);
    print_list(out, "begin on that day or later and are not in the file: left as they are", roster.later, left_line);
    if (!roster.has_rules) {
        out << "vacancies: unknown, the store has no staffing rules\n";
    }
    print_list(out, fmt::format("vacancies on {}", roster.day), roster.vacancies, [](const data::VacancyCount &vacancy) {
        return fmt::format("{} {}: {} without {} ({}{})", vacancy.theme, vacancy.level, vacancy.count, vacancy.role,
                           fmt::join(vacancy.grids, ", "), vacancy.count > vacancy.grids.size() ? " …" : "");
    });
    print_list(out, "answer nowhere any more", roster.idle, left_line);
}

void write_strings(JsonWriter &json, const std::vector<std::string> &texts) {
    json.begin_array();
    std::ranges::for_each(texts, [&](const std::string &text) { json.value(text); });
    json.end_array();
}

template <class List, class Write> void write_list(JsonWriter &json, const char *key, const List &list, const Write &write) {
    json.key(key).begin_array();
    for (const auto &item : list) {
        json.begin_object();
        write(item);
        json.end_object();
    }
    json.end_array();
}

void write_changes(JsonWriter &json, const char *key, const std::vector<ObjectChange> &changes) {
    write_list(json, key, changes, [&](const ObjectChange &change) {
        json.key("code").value(change.code);
        json.key("name").value(change.name);
        json.key("what").value(change.what);
        json.key("from").value_or_null(change.from);
        json.key("to").value_or_null(change.to);
        json.key("distance_m").rounded(change.distance_m, 2);
    });
}

void write_keys(JsonWriter &json, const data::SourceOutcome &source) {
    json.key("allotted").value(static_cast<std::uint64_t>(source.allotted));
    json.key("returned").value(static_cast<std::uint64_t>(source.returned));
    json.key("passed_over").value(static_cast<std::uint64_t>(source.passed_over));
    write_list(json, "joined", source.joined, [&](const data::JoinedObject &joined) {
        json.key("key").value(joined.key);
        json.key("code").value(joined.code);
        json.key("name").value(joined.name);
    });
    write_list(json, "changed_keys", source.changed_keys, [&](const data::ChangedKey &key) {
        json.key("code").value(key.code);
        json.key("from").value(key.from);
        json.key("to").value(key.to);
    });
}

void write_source(JsonWriter &json, const data::SourceOutcome &source) {
    json.key("source").begin_object();
    json.key("name").value(source.source);
    json.key("mapping_kept").value(source.mapping_kept);
    write_keys(json, source);
    write_list(json, "vanished", source.vanished, [&](const data::VanishedObject &gone) {
        json.key("key").value(gone.key);
        json.key("code").value(gone.code);
        json.key("name").value(gone.name);
        json.key("since_ms").value(gone.since);
        json.key("deleted").value(gone.deleted);
        json.key("kept_because").value_or_null(gone.kept_because);
    });
    write_list(json, "duplicates", source.duplicates, [&](const data::DuplicateCandidate &pair) {
        json.key("keep").value(pair.keep);
        json.key("keep_name").value(pair.keep_name);
        write_strings(json.key("keep_sources"), pair.keep_sources);
        json.key("drop").value(pair.drop);
        json.key("drop_name").value(pair.drop_name);
        write_strings(json.key("drop_sources"), pair.drop_sources);
        json.key("reason").value(pair.reason);
        json.key("distance_m").rounded(pair.distance_m, 2);
    });
    json.end_object();
}

void write_left(JsonWriter &json, const char *key, const std::vector<data::LeftAssignment> &list) {
    write_list(json, key, list, [&](const data::LeftAssignment &left) {
        json.key("person").value(left.person);
        json.key("name").value(left.name);
        json.key("theme").value(left.theme);
        json.key("grid").value(left.grid);
        json.key("role").value(left.role);
        json.key("primary").value(left.primary);
    });
}

void write_roster(JsonWriter &json, const data::RosterOutcome &roster) {
    json.key("roster").begin_object();
    json.key("day").value(roster.day);
    for (const auto &[name, count] : {std::pair("people_added", roster.people_added),
                                      std::pair("people_changed", roster.people_changed), std::pair("started", roster.started),
                                      std::pair("changed", roster.changed), std::pair("unchanged", roster.unchanged)}) {
        json.key(name).value(static_cast<std::uint64_t>(count));
    }
    write_left(json, "ended", roster.ended);
    write_left(json, "later", roster.later);
    json.key("has_staffing_rules").value(roster.has_rules);
    write_list(json, "vacancies", roster.vacancies, [&](const data::VacancyCount &vacancy) {
        json.key("theme").value(vacancy.theme);
        json.key("level").value(vacancy.level);
        json.key("role").value(vacancy.role);
        json.key("count").value(static_cast<std::uint64_t>(vacancy.count));
        write_strings(json.key("grids"), vacancy.grids);
    });
    write_left(json, "idle", roster.idle);
    json.end_object();
}

} // namespace

void print_import_outcome(std::ostream &out, const data::ImportReport &report) {
    print_changes(out, report);
    if (report.source) {
        print_source(out, *report.source, report.dry_run);
    }
    if (report.roster) {
        print_roster(out, *report.roster);
    }
}

void write_import_outcome(JsonWriter &json, const data::ImportReport &report) {
    write_changes(json, "moved", report.moved);
    write_changes(json, "renamed", report.renamed);
    write_changes(json, "edited", report.edited);
    if (report.source) {
        write_source(json, *report.source);
    }
    if (report.roster) {
        write_roster(json, *report.roster);
    }
}

} // namespace jingwei::server
