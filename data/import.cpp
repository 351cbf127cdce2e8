#include "data/import.hpp"

#include "data/import_codes.hpp"
#include "data/import_digest.hpp"
#include "data/import_layers.hpp"
#include "data/import_premise.hpp"
#include "data/import_reading.hpp"
#include "data/journal.hpp"
#include "data/org_rows.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <future>
#include <new>

namespace jingwei::data {

namespace {

void check_level(const World &world, const ImportRequest &request) {
    const auto *theme = world.theme(request.theme);
    if (theme == nullptr) {
        throw Error(ErrorCode::bad_call, unknown_theme(world, request.theme));
    }
    if (std::ranges::find(theme->levels, request.level, &Level::code) == theme->levels.end()) {
        const auto missing = request.level.empty()
                                 ? std::string("grids have a level")
                                 : fmt::format("there is no level '{}' in theme {}", request.level, request.theme);
        throw Error(ErrorCode::bad_call, fmt::format("{}; say --level with one of {}", missing, level_codes(*theme)));
    }
}

std::string edition_note(const ImportRequest &request, const ImportReport &report) {
    const auto repairs = std::ranges::count_if(report.findings, &GeometryFinding::repair);
    return fmt::format("{} of theme {} from {}{}", request.level, request.theme, request.file.filename().string(),
                       repairs == 0 ? "" : fmt::format(", cleaned by {} repairs", repairs));
}

/// Whether all of it may be written: it is what was expected.
bool may_write(ImportSink &sink) {
    const auto &expected = sink.request.expected;
    sink.report.outdated = !expected.empty() && sink.report.digest != expected;
    return sink.report.acceptable() && !sink.request.dry_run && !sink.report.outdated;
}

/// What became of a change that was submitted. Memory may run out after it was written too, while it is shown to the others.
template <class Result> Result outcome_of(std::future<Result> change) {
    try {
        return change.get();
    } catch (const std::bad_alloc &) {
        throw Error(ErrorCode::machine, "there was not enough memory while this file was written; import it again, in parts: "
                                        "what stands in the store already stays as it is");
    }
}

/// Whether it was settled: false where what it was planned on changed before it could be written.
bool publish(Store &store, const ImportPlan &plan, ImportSink &sink) {
    const auto &request = sink.request;
    auto &report = sink.report;
    if (sink.shifted) {
        settle_on_stored_borders(sink);
    }
    auto draft = draft_edition(sink.world, {.theme = request.theme,
                                            .level = request.level,
                                            .grids = std::move(sink.grids),
                                            .lock_parents = request.lock_parents,
                                            .fix = request.fix,
                                            .replace_within = request.replace_within,
                                            .progress = [&](double f) { tell_progress(request, "building the coverage", f); }});
    report.added = draft.added;
    report.changed = draft.changed;
    report.unchanged = draft.unchanged;
    report.removed = draft.removed;
    report.findings = std::move(draft.findings);
    std::ranges::move(draft.problems, std::back_inserter(report.problems));
    report.edition = sink.world.edition;
    report.digest = report.acceptable() ? digest_of_changes(*sink.world.theme(request.theme), draft) : "";
    const bool same = report.added + report.changed + report.removed == 0;
    if (!may_write(sink) || same) {
        return true;
    }
    auto premise = premise_of(sink, plan.kept);
    tell_progress(request, "writing", 0);
    const auto source = request.file.filename().string();
    const auto published = outcome_of(
        store.submit(request.actor, PublishChange{.content = std::move(draft.content),
                                                  .valid_from = now_ms(),
                                                  .note = edition_note(request, report),
                                                  .source = source,
                                                  .sources = std::move(sink.sources),
                                                  .progress = [&](double f) { tell_progress(request, "writing", f); },
                                                  .premise = std::move(premise)}));
    if (published.edition == 0) {
        return false;
    }
    report.edition = published.edition;
    report.written = published.changed;
    return true;
}

/// Whether there is nothing to write.
bool is_same(const ImportSink &sink) {
    const auto &report = sink.report;
    return report.added + report.changed + report.removed + sink.ended.size() + sink.content.people.size() == 0 &&
           sink.sources.empty();
}

/// Whether it was settled, as `publish` says.
bool write_rows(Store &store, const ImportPlan &plan, ImportSink &sink) {
    sink.report.digest = sink.report.acceptable() ? digest_of_changes(sink) : "";
    if (!may_write(sink) || is_same(sink)) {
        return true;
    }
    auto premise = premise_of(sink, plan.kept);
    tell_progress(sink.request, "writing", 0);
    const auto written = outcome_of(store.submit(sink.request.actor, BulkChange{.content = std::move(sink.content),
                                                                                .source = sink.request.file.filename().string(),
                                                                                .ended = std::move(sink.ended),
                                                                                .removed = std::move(sink.removed),
                                                                                .sources = std::move(sink.sources),
                                                                                .premise = std::move(premise)}));
    sink.report.written = written.revision != 0;
    return sink.report.written;
}

ImportBasis basis_of(const Store &store, const ImportRequest &request) {
    const auto kind = basis_kind(request);
    return kind.empty() ? ImportBasis{} : store.import_basis(std::string(kind));
}

std::map<std::string, OrgRow> organisations_of(const Store &store, const ImportRequest &request) {
    std::map<std::string, OrgRow> by_code;
    if (request.layer == ImportLayer::organisations) {
        for (auto &row : organisations(store)) {
            by_code.emplace(row.code, std::move(row));
        }
    }
    return by_code;
}

std::optional<SourceKeys> keys_of(const ImportPlan &plan, const World &world, const ImportBasis &basis, ImportReport &report) {
    const auto &request = plan.request;
    if (request.source.empty()) {
        return std::nullopt;
    }
    auto &outcome = report.source.emplace();
    outcome.source = request.source;
    outcome.mapping_kept = plan.differs;
    if (request.key.empty()) {
        return std::nullopt;
    }
    const auto exists = [&world, &basis, layer = request.layer](const std::string &code) {
        return stored_name(world, basis, layer, code).has_value();
    };
    return SourceKeys(request.source, std::string(kind_of(request.layer)), basis.keys, exists, outcome);
}

void note_far_rows(ImportSink &sink) {
    const auto count = sink.far_lines.size();
    if (count > 0) {
        sink.report.notes.push_back(
            {.kind = "far_off",
             .text = fmt::format("{} {} km and more off the store's ground: is the place right? (--elsewhere if the file is of "
                                 "another area indeed)",
                                 count == 1 ? "1 row lies" : fmt::format("{} rows lie", count), far_off_m / 1000),
             .lines = std::move(sink.far_lines)});
    }
}

/// What only the whole file shows.
void finish(const ImportPlan &plan, ImportSink &sink) {
    if (plan.differs) {
        sink.sources.mapping = KeptMapping{.source = plan.request.source,
                                           .layer = std::string(import_layer_name(plan.request.layer)),
                                           .mapping = plan.mapping};
    }
    if (sink.report.acceptable() && sink.keys != nullptr) {
        finish_source(sink);
    }
    if (sink.report.acceptable() && plan.request.layer == ImportLayer::roster) {
        finish_roster(sink);
    }
    if (sink.report.acceptable() && plan.request.layer == ImportLayer::assignments) {
        finish_assignments(sink);
    }
    if (sink.report.acceptable() && plan.request.layer == ImportLayer::divisions) {
        finish_divisions(sink);
    }
}

bool import_into(Store &store, const ImportPlan &plan, const WorldPtr &world, ImportReport &report) {
    const auto basis = basis_of(store, plan.request);
    auto keys = keys_of(plan, *world, basis, report);
    std::optional<RefsOfFile> refs;
    if (plan.request.layer == ImportLayer::external_refs) {
        refs.emplace(basis.keys);
    }
    ImportSink sink{.world = *world,
                    .request = plan.request,
                    .rules = {.frame = frame_of(plan.request), .store_box = box_of(*world)},
                    .report = report,
                    .basis = basis,
                    .keys = keys ? &*keys : nullptr,
                    .refs = refs ? &*refs : nullptr,
                    .organisations = organisations_of(store, plan.request),
                    .content = {},
                    .grids = {},
                    .shifted = false,
                    .seen = {},
                    .frame_sample = {},
                    .far_lines = {},
                    .claimed = {},
                    .shared_lines = {},
                    .roster = {},
                    .grid_names = {},
                    .division_lines = {},
                    .assignment_lines = {},
                    .ended = {},
                    .removed = {},
                    .sources = {}};
    read_file(plan, sink);
    report.frame_fit = sink.frame_sample.fit(*world);
    note_far_rows(sink);
    finish(plan, sink);
    note_twins(sink);
    if (!report.acceptable()) {
        return true;
    }
    return plan.request.layer == ImportLayer::grids ? publish(store, plan, sink) : write_rows(store, plan, sink);
}

/// Plans all of it on the store as it stands, and writes it if nothing that it was planned on changed meanwhile; then true.
bool import_once(Store &store, const ImportRequest &request, ImportReport &report) {
    const auto world = store.world();
    const auto plan = plan_import(request, *world, request.source.empty() ? std::vector<KeptMapping>() : store.mappings());
    if (request.layer == ImportLayer::grids) {
        check_level(*world, plan.request);
    }
    report.layer = request.layer;
    report.dry_run = request.dry_run;
    report.fix = request.fix;
    try {
        return import_into(store, plan, world, report);
    } catch (const Error &) {
        stop_if_interrupted(request); // the signal may have ended the tool before it was seen here
        throw;
    }
}

} // namespace

bool ImportReport::acceptable() const {
    return problems.empty() && std::ranges::none_of(findings, &GeometryFinding::defect);
}

bool ImportReport::fixable() const {
    constexpr std::array<std::string_view, 5> kinds{"overlap", "gap", "invalid_ring", "spike", "doubtful_overlap"};
    const auto is_fixable = [&](const GeometryFinding &finding) {
        return !finding.defect || std::ranges::find(kinds, finding.kind) != kinds.end();
    };
    return !fix && !acceptable() && problems.empty() && std::ranges::all_of(findings, is_fixable);
}

Error too_little_memory() {
    return {ErrorCode::machine, "there is not enough memory for this file; split it; nothing was imported"};
}

namespace {

ImportReport try_import(Store &store, const ImportRequest &request) {
    constexpr int most_tries = 8;
    ImportReport report;
    for (int tries = 0; tries < most_tries; ++tries) {
        report = {};
        if (import_once(store, request, report)) {
            return report;
        }
    }
    if (request.expected.empty()) {
        throw Error(ErrorCode::store_busy, "what the file names was changed again and again while it was read, so nothing was "
                                           "written; try again when nobody else works on it");
    }
    report.outdated = true;
    return report;
}

} // namespace

ImportReport run_import(Store &store, const ImportRequest &request) {
    try {
        return try_import(store, request);
    } catch (const std::bad_alloc &) {
        throw too_little_memory();
    }
}

} // namespace jingwei::data
