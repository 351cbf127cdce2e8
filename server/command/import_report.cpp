#include "server/command/import_report.hpp"

#include "server/command/datum_options.hpp"
#include "server/command/import_outcome.hpp"
#include "server/command/repair_text.hpp"
#include "server/http/problem.hpp"
#include "server/json_writer.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <ostream>
#include <set>

namespace jingwei::server {

namespace {

constexpr std::size_t shown = 20;

std::size_t times(const data::GeometryFinding &finding) {
    return std::max<std::size_t>(1, finding.count);
}

/// What is only counted has no place.
bool has_place(const data::GeometryFinding &finding) {
    return finding.place.lon != 0 || finding.place.lat != 0 || finding.area_m2 > 0;
}

/// What happened between the units, in words.
std::string units_text(const data::GeometryFinding &f) {
    if (f.kind == "border_crossing") {
        return fmt::format("{} reaches out of its parent {}", f.a, f.b);
    }
    if (f.kind == "residue_given") {
        return fmt::format("a sliver of {} went to {}", f.b, f.a);
    }
    if (f.kind == "residue_kept") {
        return fmt::format("{} keeps ground that no child covers", f.b);
    }
    if (f.kind == "doubtful_overlap") {
        return fmt::format("{} loops around ground of {} beside a spike", f.a, f.b);
    }
    if (f.kind == "too_wide") {
        return fmt::format("the data spans more than the 107 degrees a coverage may have: is a coordinate{}{} wrong? The one "
                           "farthest from all others lies",
                           f.a.empty() ? "" : " of ", f.a);
    }
    if (f.kind == "overlap" && f.a == f.b) {
        return f.a.empty() ? "" : fmt::format("two parts of {}", f.a);
    }
    if (!f.others.empty()) {
        return fmt::format("{}, {} and {} more", f.a, f.b, f.others.size());
    }
    return f.b.empty() ? f.a : fmt::format("{} and {}", f.a, f.b);
}

std::string place_text(const data::GeometryFinding &f) {
    const auto units = units_text(f);
    auto text = fmt::format("    {}{}at {:.6f}, {:.6f}", units, units.empty() ? "" : " ", f.place.lon, f.place.lat);
    if (f.area_m2 > 0) {
        text += fmt::format(", {:.4g} m²", f.area_m2);
    }
    if (f.width_m > 0) {
        text += fmt::format(", {:.3g} m wide", f.width_m);
    }
    if (f.kind == "slit" && f.width_m > 0) {
        text += fmt::format(", about {:.4g} m long; --fix divides it", f.area_m2 / f.width_m);
    }
    if (f.share > 0 && f.share < 0.9995) {
        text += fmt::format(", {:.1f} % of it inside", f.share * 100);
    }
    return text;
}

using FindingGroups = std::map<std::pair<bool, std::string>, std::vector<const data::GeometryFinding *>>;

/// Defects first, then by kind; in a group the largest first.
FindingGroups group_findings(const data::ImportReport &report) {
    FindingGroups groups;
    for (const auto &finding : report.findings) {
        if (!finding.repair) {
            groups[{!finding.defect, finding.kind}].push_back(&finding);
        }
    }
    for (auto &[kind, findings] : groups) {
        std::ranges::stable_sort(findings, std::ranges::greater{}, [](const auto *f) { return f->area_m2; });
    }
    return groups;
}

void print_findings(std::ostream &out, const data::ImportReport &report) {
    for (const auto &[kind, findings] : group_findings(report)) {
        std::size_t count = 0;
        std::size_t unnamed = 0;
        double area_m2 = 0;
        for (const auto *finding : findings) {
            count += times(*finding);
            unnamed += has_place(*finding) ? 0 : times(*finding);
            area_m2 += finding->area_m2;
        }
        const auto of_which = unnamed > 0 ? fmt::format(" the {} named", count - unnamed) : std::string();
        out << fmt::format("{} {}: {}", kind.first ? "note" : "DEFECT", kind.second, count)
            << (area_m2 > 0                 ? fmt::format(",{} {:.6g} m² together\n", of_which, area_m2)
                : kind.second == "rounding" ? " vertices given to a border or vertex within 2 units (2 cm) of them\n"
                                            : "\n");
        for (std::size_t i = 0; i < std::min(shown, findings.size()); ++i) {
            if (findings[i]->area_m2 > 0 || !findings[i]->a.empty() || findings[i]->kind == "too_wide") {
                out << place_text(*findings[i]) << '\n';
            }
        }
        if (findings.size() > shown) {
            out << fmt::format("    … and {} more (--report FILE lists all)\n", findings.size() - shown);
        }
    }
}

/// Rows that are refused for one reason.
struct ProblemGroup {
    std::string reason;
    std::vector<const data::RowProblem *> rows;
};

/// In the order of their first rows.
std::vector<ProblemGroup> group_problems(const data::ImportReport &report) {
    std::vector<ProblemGroup> groups;
    std::map<std::string_view, std::size_t> by_reason;
    for (const auto &problem : report.problems) {
        const auto [known, fresh] = by_reason.try_emplace(problem.reason, groups.size());
        if (fresh) {
            groups.push_back({problem.reason, {}});
        }
        groups[known->second].rows.push_back(&problem);
    }
    return groups;
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

/// The first of them, and whether there are more.
std::string first_lines(const std::set<std::size_t> &lines) {
    std::string text;
    std::size_t told = 0;
    for (const auto line : lines) {
        if (told++ == shown) {
            return text + " …";
        }
        text += fmt::format("{}{}", text.empty() ? "" : ", ", line);
    }
    return text;
}

std::string group_text(const ProblemGroup &group) {
    const auto &first = *group.rows[0];
    if (group.rows.size() == 1) {
        return fmt::format("    line {}{}{}: {}\n", first.line, first.code.empty() ? "" : ", ", first.code, group.reason);
    }
    std::set<std::size_t> lines;
    std::ranges::for_each(group.rows, [&](const auto *row) { lines.insert(row->line); });
    return fmt::format("    {}, lines {}: {}\n", counted(lines.size(), "row"), first_lines(lines), group.reason);
}

/// What is taken all the same and must be looked at.
void print_notes(std::ostream &out, const data::ImportReport &report) {
    for (const auto &note : report.notes) {
        const std::set<std::size_t> lines(note.lines.begin(), note.lines.end());
        out << fmt::format("NOTE {}: {}{}\n", note.kind, note.text,
                           lines.empty() ? ""
                                         : fmt::format(" — {} {}", lines.size() == 1 ? "line" : "lines", first_lines(lines)));
    }
}

void print_problems(std::ostream &out, const data::ImportReport &report) {
    if (report.problems.empty()) {
        return;
    }
    std::set<std::size_t> lines;
    for (const auto &problem : report.problems) {
        lines.insert(problem.line);
    }
    out << fmt::format("{} cannot be taken:\n", counted(lines.size(), "row"));
    const auto groups = group_problems(report);
    for (std::size_t i = 0; i < std::min(shown, groups.size()); ++i) {
        out << group_text(groups[i]);
    }
    if (groups.size() > shown) {
        out << fmt::format("    … and {} more reasons (--report FILE lists all)\n", groups.size() - shown);
    }
}

std::string outcome_text(const data::ImportReport &report) {
    if (!report.acceptable()) {
        return report.fixable() ? "REFUSED: nothing was imported. --fix could repair these borders; --fix --dry-run shows how "
                                  "(--fix 可自动修复，加 --dry-run 先看结果)"
                                : "REFUSED: nothing was imported";
    }
    const auto edition = report.layer == data::ImportLayer::grids ? fmt::format(" edition {}", report.edition) : "";
    if (report.written) {
        return edition.empty() ? "imported" : "published as" + edition;
    }
    return report.dry_run ? "dry run: nothing was written" : "the store has all of this already: nothing to do";
}

void write_problem(JsonWriter &json, const data::RowProblem &problem) {
    json.begin_object();
    json.key("line").value(static_cast<std::uint64_t>(problem.line));
    json.key("code").value_or_null(problem.code);
    json.key("reason").value(problem.reason);
    json.end_object();
}

void write_problem_groups(JsonWriter &json, const data::ImportReport &report) {
    json.key("problem_groups").begin_array();
    for (const auto &group : group_problems(report)) {
        json.begin_object();
        json.key("reason").value(group.reason);
        json.key("count").value(static_cast<std::uint64_t>(group.rows.size()));
        json.key("first_line").value(static_cast<std::uint64_t>(group.rows[0]->line));
        json.end_object();
    }
    json.end_array();
}

void write_notes(JsonWriter &json, const data::ImportReport &report) {
    json.key("notes").begin_array();
    for (const auto &note : report.notes) {
        json.begin_object();
        json.key("kind").value(note.kind);
        json.key("text").value(note.text);
        json.key("lines").begin_array();
        std::ranges::for_each(note.lines, [&](auto line) { json.value(static_cast<std::uint64_t>(line)); });
        json.end_array().end_object();
    }
    json.end_array();
}

void write_finding(JsonWriter &json, const data::GeometryFinding &finding) {
    json.begin_object();
    json.key("kind").value(finding.kind);
    json.key("defect").value(finding.defect);
    json.key("count").value(static_cast<std::uint64_t>(times(finding)));
    if (has_place(finding)) {
        json.key("lon").rounded(finding.place.lon, 7);
        json.key("lat").rounded(finding.place.lat, 7);
        json.key("area_m2").rounded(finding.area_m2, 4);
    } else {
        json.key("lon").null().key("lat").null().key("area_m2").null();
    }
    json.key("width_m").rounded(finding.width_m, 4);
    json.key("share").value(finding.share);
    json.key("a").value_or_null(finding.a);
    json.key("b").value_or_null(finding.b);
    json.key("others").begin_array();
    for (const auto &code : finding.others) {
        json.value(code);
    }
    json.end_array();
    json.end_object();
}

} // namespace

void print_import_report(std::ostream &out, const data::ImportReport &report) {
    out << fmt::format("{}: {} rows read from layer '{}', texts {}", data::import_layer_name(report.layer), report.read,
                       report.source_layer, report.encoding)
        << (report.crs.empty() ? "\n" : fmt::format(", coordinates {}\n", report.crs));
    if (!report.unused_fields.empty()) {
        out << fmt::format("fields that no column takes (未导入的字段): {}\n", fmt::join(report.unused_fields, ", "));
    }
    print_frames(out, report);
    print_notes(out, report);
    print_problems(out, report);
    print_findings(out, report);
    print_repairs(out, report.findings);
    if (report.acceptable()) {
        out << fmt::format("{} added, {} changed, {} unchanged, {} removed\n", report.added, report.changed, report.unchanged,
                           report.removed);
        print_import_outcome(out, report);
    }
    out << outcome_text(report) << '\n';
}

void write_import_error(JsonWriter &json, ErrorCode code, std::string_view detail) {
    json.key("error").begin_object();
    json.key("code").value(problem_kind(code).code);
    json.key("detail").value(detail);
    json.end_object();
}

std::string import_error_json(data::ImportLayer layer, const std::string &source_layer, const Error &error) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("layer").value(data::import_layer_name(layer));
    json.key("source_layer").value(source_layer);
    json.key("acceptable").value(false);
    json.key("written").value(false);
    write_import_error(json, error.code(), error.what());
    json.end_object();
    return text;
}

std::string import_report_json(const data::ImportReport &report) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("layer").value(data::import_layer_name(report.layer));
    json.key("source_layer").value(report.source_layer);
    json.key("crs").value_or_null(report.crs);
    json.key("encoding").value(report.encoding);
    json.key("unused_fields").begin_array();
    std::ranges::for_each(report.unused_fields, [&](const auto &field) { json.value(field); });
    json.end_array();
    write_frames(json, report);
    json.key("acceptable").value(report.acceptable());
    json.key("written").value(report.written);
    json.key("dry_run").value(report.dry_run);
    json.key("fixable").value(report.fixable());
    json.key("edition").value(report.edition);
    for (const auto &[name, count] :
         {std::pair("read", report.read), std::pair("added", report.added), std::pair("changed", report.changed),
          std::pair("unchanged", report.unchanged), std::pair("removed", report.removed)}) {
        json.key(name).value(static_cast<std::uint64_t>(count));
    }
    json.key("problems").begin_array();
    std::ranges::for_each(report.problems, [&](const auto &problem) { write_problem(json, problem); });
    json.end_array();
    write_problem_groups(json, report);
    write_notes(json, report);
    json.key("findings").begin_array();
    for (const auto &finding : report.findings) {
        if (!finding.repair) {
            write_finding(json, finding);
        }
    }
    json.end_array();
    write_repairs(json, report.findings);
    write_import_outcome(json, report);
    json.end_object();
    return text + '\n';
}

} // namespace jingwei::server
