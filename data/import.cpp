#include "data/import.hpp"

#include "data/gdal_stream.hpp"
#include "data/import_codes.hpp"
#include "data/import_columns.hpp"
#include "data/import_digest.hpp"
#include "data/import_layers.hpp"
#include "data/import_premise.hpp"
#include "data/import_values.hpp"
#include "data/journal.hpp"
#include "data/layer_columns.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::data {

namespace {

void stop_if_interrupted(const ImportRequest &request) {
    if (request.interrupted != nullptr && request.interrupted->load(std::memory_order_relaxed)) {
        throw Error(ErrorCode::interrupted, "interrupted; nothing was imported");
    }
}

void tell(const ImportRequest &request, std::string_view stage, double fraction) {
    stop_if_interrupted(request);
    if (request.progress) {
        request.progress(stage, fraction);
    }
}

void check_level(const World &world, const ImportRequest &request) {
    const auto *theme = world.theme(request.theme);
    if (theme == nullptr) {
        std::vector<std::string_view> themes;
        std::ranges::transform(world.themes, std::back_inserter(themes),
                               [](const auto &t) -> std::string_view { return t->code; });
        throw Error(ErrorCode::bad_call,
                    fmt::format("there is no theme '{}'; the store has {}", request.theme, fmt::join(themes, ", ")));
    }
    if (std::ranges::find(theme->levels, request.level, &Level::code) == theme->levels.end()) {
        std::vector<std::string_view> levels;
        std::ranges::transform(theme->levels, std::back_inserter(levels),
                               [](const auto &l) -> std::string_view { return l.code; });
        const auto missing = request.level.empty()
                                 ? std::string("grids have a level")
                                 : fmt::format("there is no level '{}' in theme {}", request.level, request.theme);
        throw Error(ErrorCode::bad_call, fmt::format("{}; say --level with one of {}", missing, fmt::join(levels, ", ")));
    }
}

/// The frame that the tool's coordinates will be in. A CSV's columns in a geographic CRS pass unchanged.
spatial::Frame frame_of(const ImportRequest &request) {
    return request.frame.value_or(spatial::Frame::cgcs2000);
}

GdalRequest to_gdal_request(const ImportPlan &plan, const spatial::LatticeBox &ground) {
    const auto &request = plan.request;
    return {.file = request.file,
            .layer = request.source_layer,
            .encoding = request.encoding,
            .crs = request.crs,
            .frame = request.frame ? std::string(spatial::frame_name(*request.frame)) : "",
            .system_kept_for = plan.system_kept ? request.source : "",
            .encoding_kept_for = plan.encoding_kept ? request.source : "",
            .outlines = request.layer == ImportLayer::grids || request.layer == ImportLayer::buildings,
            .datum = request.datum,
            .near = request.elsewhere ? std::nullopt : std::optional(ground),
            .interrupted = request.interrupted};
}

/// Columns or a geometry must be able to say where things are, and in which frame.
void check_places(const ImportRequest &request, const GdalHeader &header, const FieldMap &map) {
    if (!has_places(request.layer)) {
        return;
    }
    const bool columns = header.geometry == "None";
    if (columns && !has_points(request.layer)) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the file has no geometry; {} need a .shp, .geojson, .gpkg, .fgb, .kml, .kmz "
                                "or .dxf file or a zipped .gdb folder",
                                import_layer_name(request.layer)));
    }
    if (columns && !(map.field_of("lon") && map.field_of("lat"))) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("say which fields hold longitude and latitude (--lon FIELD --lat FIELD); the "
                                "file's fields are {}",
                                fmt::join(header.fields, ", ")));
    }
    if ((columns || header.crs.empty()) && !request.frame && !map.field_of("frame")) {
        throw Error(
            ErrorCode::bad_call,
            "the file does not say which frame its longitudes and latitudes are in: say --frame wgs84, cgcs2000, gcj02 or "
            "bd09, or fill in a column frame (坐标系); it is never guessed");
    }
}

/// A frame as people spell it: "GCJ-02", "wgs 84".
std::optional<spatial::Frame> spelled_frame(std::string_view text) {
    std::string name;
    for (const char c : text) {
        if (c != '-' && c != '_' && c != ' ') {
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    return spatial::frame_from_name(name);
}

/// The frame of a row's coordinates: what its own column says, which must not contradict the user, else what the user or
/// the file says.
spatial::Frame frame_of_row(const ImportPlan &plan, const GdalHeader &header, ImportRow &row) {
    const auto &request = plan.request;
    const auto text = row.text("frame");
    const auto named = spelled_frame(text);
    if (text.empty() && !request.frame && (header.geometry == "None" || header.crs.empty())) {
        row.refuse("its frame is empty; write WGS84, CGCS2000, GCJ-02 or BD-09");
    } else if (!text.empty() && !named) {
        row.refuse(fmt::format("there is no frame '{}'; frames are WGS84, CGCS2000, GCJ-02 and BD-09", text));
    } else if (named && request.frame && *named != *request.frame) {
        const auto said = spatial::frame_name(*request.frame);
        row.refuse(plan.system_kept
                       ? fmt::format("its frame is {}, but the frame {} is kept for {}; say --frame for this file, or "
                                     "give a --mapping without $frame: either changes what is kept",
                                     text, said, request.source)
                       : fmt::format("its frame is {}, but --frame says {}; leave --frame away", text, said));
    }
    return named.value_or(frame_of(request));
}

spatial::LatticeBox box_of(const World &world) {
    spatial::LatticeBox box;
    for (const auto &theme : world.themes) {
        const auto &bounds = theme->coverage.bounds();
        if (!theme->coverage.empty()) {
            box.add({bounds.min_x, bounds.min_y});
            box.add({bounds.max_x, bounds.max_y});
        }
    }
    return box;
}

Error empty_layer(const GdalHeader &header) {
    return {ErrorCode::bad_data, fmt::format("the layer '{}' is empty; is it the right file or layer?", header.layer)};
}

constexpr const char *example_row =
    "this is the example row of the form (示例行): delete it, or write a row of your own over it, its "
    "code too; 这是模板自带的示例行，请删除，或连同编码一起改写成真实数据";

/// Whether a row is the example of a form, left as it came.
bool is_example(const GdalFeature &feature) {
    return std::ranges::any_of(feature.values,
                               [](const auto &value) { return value && trimmed_value(*value) == example_code; });
}

/// Names the rows that were refused since `first` by their keys, where they have no code of their own.
void name_by_key(std::vector<RowProblem> &problems, std::size_t first, const ImportRow &row) {
    for (std::size_t i = first; i < problems.size(); ++i) {
        if (problems[i].code.empty()) {
            problems[i].code = row.text("external_id");
        }
    }
}

void read_rows(GdalStream &stream, const ImportPlan &plan, const FieldMap &map, const CodeTranslation &translation,
               ImportSink &sink) {
    const double count = static_cast<double>(std::max<std::int64_t>(1, stream.header().count));
    const bool of_sheet = stream.header().format == "CSV" || stream.header().format == "XLSX";
    auto &report = sink.report;
    while (auto feature = stream.next()) {
        if (report.read++ % 64 == 0) {
            tell(sink.request, "reading", std::min(1.0, static_cast<double>(report.read) / count));
        }
        translation.translate(feature->values);
        const auto first_problem = report.problems.size();
        if (is_example(*feature)) {
            report.problems.push_back({static_cast<std::size_t>(feature->line), {}, example_row});
            continue;
        }
        ImportRow row(map, *feature, report.problems, of_sheet);
        if (has_places(sink.request.layer)) {
            sink.rules.frame = frame_of_row(plan, stream.header(), row);
            sink.shifted = sink.shifted || std::isfinite(spatial::densify_limit_m(sink.rules.frame));
        }
        if (feature->wkb) {
            const auto shape = read_wkb(*feature->wkb);
            take_row(sink, row, &shape);
        } else if (stream.header().geometry != "None" && has_places(sink.request.layer)) {
            row.refuse("it has no geometry");
        } else {
            take_row(sink, row, nullptr);
        }
        name_by_key(report.problems, first_problem, row);
    }
    if (report.read == 0) {
        throw empty_layer(stream.header());
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
                                            .progress = [&](double f) { tell(request, "building the coverage", f); }});
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
    tell(request, "writing", 0);
    const auto source = request.file.filename().string();
    const auto published = store
                               .submit(request.actor, PublishChange{.content = std::move(draft.content),
                                                                    .valid_from = now_ms(),
                                                                    .note = edition_note(request, report),
                                                                    .source = source,
                                                                    .sources = std::move(sink.sources),
                                                                    .progress = [&](double f) { tell(request, "writing", f); },
                                                                    .premise = std::move(premise)})
                               .get();
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
    tell(sink.request, "writing", 0);
    const auto written = store
                             .submit(sink.request.actor, BulkChange{.content = std::move(sink.content),
                                                                    .source = sink.request.file.filename().string(),
                                                                    .ended = std::move(sink.ended),
                                                                    .removed = std::move(sink.removed),
                                                                    .sources = std::move(sink.sources),
                                                                    .premise = std::move(premise)})
                             .get();
    sink.report.written = written.revision != 0;
    return sink.report.written;
}

ImportBasis basis_of(const Store &store, const ImportRequest &request) {
    return needs_basis(request) ? store.import_basis(std::string(kind_of(request.layer))) : ImportBasis{};
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

void read_file(const ImportPlan &plan, ImportSink &sink) {
    const auto &request = plan.request;
    GdalStream stream(to_gdal_request(plan, box_of(sink.world)));
    const auto &header = stream.header();
    if (header.count == 0) {
        throw empty_layer(header);
    }
    auto fields = header.fields;
    auto chosen = request.fields;
    const CodeTranslation translation(plan.mapping, fields, chosen);
    const auto map = fields_of(plan, fields, header.fields.size(), std::move(chosen));
    check_places(request, header, map);
    sink.report.source_layer = header.layer;
    sink.report.crs = header.crs;
    sink.report.encoding = header.encoding;
    sink.report.datum = header.datum;
    for (const auto &note : header.notes) {
        sink.report.notes.push_back({.kind = note.kind, .text = note.text, .lines = {}});
    }
    sink.report.unused_fields = unused_fields(fields, header.fields.size(), translation, map);
    read_rows(stream, plan, map, translation, sink);
}

bool import_into(Store &store, const ImportPlan &plan, const WorldPtr &world, ImportReport &report) {
    const auto basis = basis_of(store, plan.request);
    auto keys = keys_of(plan, *world, basis, report);
    ImportSink sink{.world = *world,
                    .request = plan.request,
                    .rules = {.frame = frame_of(plan.request), .store_box = box_of(*world)},
                    .report = report,
                    .basis = basis,
                    .keys = keys ? &*keys : nullptr,
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

ImportReport run_import(Store &store, const ImportRequest &request) {
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

} // namespace jingwei::data
