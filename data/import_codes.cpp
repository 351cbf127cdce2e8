#include "data/import_codes.hpp"

#include "data/import_fields.hpp"
#include "data/import_values.hpp"
#include "data/source_rows.hpp"
#include "data/text_form.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::data {

namespace {

struct ListedColumn {
    std::string_view target, list;
};
constexpr std::array<ListedColumn, 5> listed_columns{{{"building_use", "building_use"},
                                                      {"rental_use", "rental_use"},
                                                      {"hazard", "rental_hazard"},
                                                      {"let_kind", "let_kind"},
                                                      {"attention", "attention"}}};

/// The code list of a column; empty where it takes any text.
std::string_view list_of(ImportLayer layer, std::string_view target) {
    if (target == "kind") {
        switch (layer) {
        case ImportLayer::grids:
            return "grid_kind";
        case ImportLayer::cameras:
            return "camera_kind";
        case ImportLayer::key_sites:
            return "key_site_kind";
        case ImportLayer::reference_lines:
            return "reference_line_kind";
        case ImportLayer::organisations:
            return "org_kind";
        default:
            return {};
        }
    }
    const auto found = std::ranges::find(listed_columns, target, &ListedColumn::target);
    return found != listed_columns.end() ? found->list : std::string_view();
}

/// The roles of the store as a code list.
CodeList role_list(const World &world) {
    CodeList list;
    for (const Role &role : *world.roles) {
        list.emplace(role.code, CodeLabel{role.label_zh, role.label_en});
    }
    return list;
}

void check_source(const ImportRequest &request) {
    const bool printable = std::ranges::none_of(request.source, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    if (request.source.size() > 64 || !printable) {
        throw Error(ErrorCode::bad_call, "the name of a source has at most 64 bytes and no control characters");
    }
    if (request.source.empty() && (!request.key.empty() || request.delete_vanished)) {
        throw Error(ErrorCode::bad_call, fmt::format("say which system the file comes from: --source NAME goes with {}",
                                                     request.key.empty() ? "--delete-vanished" : "--key"));
    }
}

void check_handover(const ImportRequest &request) {
    const bool roster = request.layer == ImportLayer::roster;
    if ((!roster && !request.handover.empty()) || (!request.within.empty() && request.handover.empty())) {
        throw Error(ErrorCode::bad_call, "--handover goes with the layer roster, and --within with --handover");
    }
}

void check_key(const ImportRequest &request) {
    if (request.source.empty()) {
        return;
    }
    const auto layer = import_layer_name(request.layer);
    const bool keyed = !kind_of(request.layer).empty();
    if (!keyed && (!request.key.empty() || request.delete_vanished)) {
        throw Error(ErrorCode::bad_call, fmt::format("{} have no keys of sources, only a mapping: leave --key and "
                                                     "--delete-vanished out",
                                                     layer));
    }
    if (keyed && request.key.empty()) {
        throw Error(
            ErrorCode::bad_call,
            fmt::format("say which field holds the key that {} has for each of the {}: --key FIELD", request.source, layer));
    }
}

/// What the command says goes into the mapping.
void add_command(const ImportRequest &request, ImportMapping &mapping) {
    const auto set = [&](const char *option, const std::string &value) {
        if (!value.empty()) {
            mapping.options[option] = value;
        }
    };
    if (request.frame) {
        mapping.options.erase("crs");
        set("frame", std::string(spatial::frame_name(*request.frame)));
    }
    if (!request.crs.empty()) {
        mapping.options.erase("frame");
        set("crs", request.crs);
    }
    set("key", request.key);
    set("encoding", request.encoding);
    set("kind", request.kind);
    set("level", request.level);
    set("theme", request.theme == ImportRequest{}.theme ? "" : request.theme);
    set("source_layer", request.source_layer);
    for (const auto &[target, field] : request.fields) {
        mapping.fields[target] = field;
    }
}

/// What the mapping says goes into the request.
void apply_mapping(const ImportMapping &mapping, ImportRequest &request) {
    const auto get = [&](const char *option, std::string &value) {
        if (const auto found = mapping.options.find(option); found != mapping.options.end()) {
            value = found->second;
        }
    };
    get("key", request.key);
    get("crs", request.crs);
    get("encoding", request.encoding);
    get("kind", request.kind);
    get("level", request.level);
    get("theme", request.theme);
    get("source_layer", request.source_layer);
    std::string frame;
    get("frame", frame);
    if (!frame.empty()) {
        request.frame = spatial::frame_from_name(frame);
        if (!request.frame) {
            throw Error(ErrorCode::bad_data,
                        fmt::format("there is no frame '{}'; frames are wgs84, cgcs2000, gcj02 and bd09", frame));
        }
    }
    request.fields = mapping.fields;
}

} // namespace

const ImportMapping *kept_mapping(const ImportRequest &request, const std::vector<KeptMapping> &kept) {
    const auto layer = import_layer_name(request.layer);
    const auto found =
        std::ranges::find_if(kept, [&](const KeptMapping &m) { return m.source == request.source && m.layer == layer; });
    return request.source.empty() || found == kept.end() ? nullptr : &found->mapping;
}

std::string source_named(std::string_view name, const std::vector<KeptMapping> &kept) {
    const auto plain = plain_name(name);
    if (plain.empty() && !name.empty()) {
        throw Error(ErrorCode::bad_call, "the name of the source is blank; name the system that the file comes from");
    }
    if (std::ranges::find(kept, name, &KeptMapping::source) != kept.end()) {
        return std::string(name);
    }
    const auto alike = std::ranges::find(kept, plain, [](const KeptMapping &mapping) { return plain_name(mapping.source); });
    return alike != kept.end() ? alike->source : plain;
}

std::string_view kind_of(ImportLayer layer) {
    switch (layer) {
    case ImportLayer::cameras:
        return "camera";
    case ImportLayer::key_sites:
        return "key_site";
    case ImportLayer::buildings:
        return "building";
    case ImportLayer::rental_houses:
        return "rental_house";
    case ImportLayer::reference_lines:
        return "reference_line";
    case ImportLayer::people:
        return "person";
    case ImportLayer::grids:
    case ImportLayer::assignments:
    case ImportLayer::roster:
    case ImportLayer::divisions:
    case ImportLayer::staffing_rules:
    case ImportLayer::organisations:
    case ImportLayer::external_refs:
        return {};
    }
    return {};
}

std::span<const ImportLayer> layers_with_keys() {
    static constexpr std::array keyed{ImportLayer::cameras,       ImportLayer::key_sites,       ImportLayer::buildings,
                                      ImportLayer::rental_houses, ImportLayer::reference_lines, ImportLayer::people};
    return keyed;
}

std::string_view chinese_name(ImportLayer layer) {
    switch (layer) {
    case ImportLayer::cameras:
        return "摄像头";
    case ImportLayer::key_sites:
        return "重点场所";
    case ImportLayer::buildings:
        return "楼栋";
    case ImportLayer::rental_houses:
        return "出租房";
    case ImportLayer::reference_lines:
        return "参考线";
    case ImportLayer::people:
        return "人员";
    default:
        return {};
    }
}

std::optional<ImportLayer> layer_of_kind(std::string_view kind) {
    const auto keyed = layers_with_keys();
    const auto found = std::ranges::find(keyed, kind, kind_of);
    return found != keyed.end() ? std::optional(*found) : std::nullopt;
}

std::string_view basis_kind(const ImportRequest &request) {
    if (request.layer == ImportLayer::external_refs) {
        return every_kind;
    }
    return !request.key.empty() || request.layer == ImportLayer::reference_lines ? kind_of(request.layer) : "";
}

std::string unknown_theme(const World &world, std::string_view named) {
    std::vector<std::string_view> themes;
    std::ranges::transform(world.themes, std::back_inserter(themes), [](const auto &t) -> std::string_view { return t->code; });
    return fmt::format("there is no theme '{}'; the store has {}", named, fmt::join(themes, ", "));
}

std::string level_codes(const ThemeWorld &theme) {
    std::vector<std::string_view> levels;
    std::ranges::transform(theme.levels, std::back_inserter(levels), [](const auto &l) -> std::string_view { return l.code; });
    return fmt::format("{}", fmt::join(levels, ", "));
}

std::optional<CodeList> codes_of(const World &world, ImportLayer layer, std::string_view target) {
    if (target == "role") {
        return role_list(world);
    }
    const auto list = world.code_lists->find(list_of(layer, target));
    return list == world.code_lists->end() ? std::nullopt : std::optional(list->second);
}

namespace {

/// What is wrong with an option of a mapping that names something of the store; empty = nothing.
std::string option_fault(const World &world, ImportLayer layer, const std::string &option, const ImportMapping &mapping) {
    const auto &value = mapping.options.at(option);
    const auto kinds = option == "kind" ? codes_of(world, layer, "kind") : std::nullopt;
    if (kinds && !kinds->contains(value)) {
        return fmt::format("$kind: {} have no kind '{}'; known are {}", import_layer_name(layer), value, known_codes(*kinds));
    }
    if (option == "frame" && !spatial::frame_from_name(value)) {
        return fmt::format("$frame: there is no frame '{}'; frames are wgs84, cgcs2000, gcj02 and bd09", value);
    }
    const auto named = mapping.options.find("theme");
    const auto *theme = world.theme(named == mapping.options.end() ? ImportRequest{}.theme : named->second);
    if (option == "theme" && theme == nullptr) {
        return fmt::format("$theme: {}", unknown_theme(world, value));
    }
    const bool known =
        option != "level" || theme == nullptr || std::ranges::find(theme->levels, value, &Level::code) != theme->levels.end();
    return known
               ? ""
               : fmt::format("$level: there is no level '{}' in theme {}; it has {}", value, theme->code, level_codes(*theme));
}

} // namespace

MappingRules mapping_rules(const World &world, ImportLayer layer) {
    return {
        .targets = import_targets(layer),
        .values_of = [&world, layer](const std::string &target) -> std::optional<std::vector<std::string>> {
            const auto list = codes_of(world, layer, target);
            if (!list) {
                return std::nullopt;
            }
            std::vector<std::string> codes;
            std::ranges::transform(*list, std::back_inserter(codes), [](const auto &entry) { return entry.first; });
            return codes;
        },
        .spoken_values =
            [&world, layer](const std::string &target) {
                return known_codes(codes_of(world, layer, target).value_or(CodeList()));
            },
        .option_fault = [&world, layer](const std::string &option,
                                        const ImportMapping &mapping) { return option_fault(world, layer, option, mapping); }};
}

namespace {

void check_grid_options(const ImportRequest &request) {
    if (request.layer == ImportLayer::grids) {
        return;
    }
    const auto *option = request.fix                       ? "--fix"
                         : request.lock_parents            ? "--lock-parents"
                         : !request.replace_within.empty() ? "--replace-within"
                         : !request.level.empty()          ? "--level"
                                                           : nullptr;
    if (option != nullptr) {
        throw Error(ErrorCode::bad_call, fmt::format("{} goes with the layer grids", option));
    }
}

void check_theme(const ImportRequest &request) {
    constexpr std::array of_a_theme{ImportLayer::grids, ImportLayer::assignments, ImportLayer::roster,
                                    ImportLayer::staffing_rules};
    if (request.theme != ImportRequest{}.theme && std::ranges::find(of_a_theme, request.layer) == of_a_theme.end()) {
        throw Error(
            ErrorCode::bad_call,
            fmt::format("--theme goes with the layers grids, assignments, roster and staffing_rules; {} are of no theme: "
                        "leave it away",
                        import_layer_name(request.layer)));
    }
}

void check_priority(const ImportRequest &request) {
    if (!request.priority.empty() && !request.fix) {
        throw Error(ErrorCode::bad_call, "--priority says who gets ground that several grids claim; it goes with --fix");
    }
}

} // namespace

ImportPlan plan_import(const ImportRequest &wanted, const World &world, const std::vector<KeptMapping> &kept) {
    auto request = wanted;
    request.source = source_named(wanted.source, kept);
    check_source(request);
    check_handover(request);
    check_grid_options(request);
    check_theme(request);
    check_priority(request);
    ImportPlan plan{.request = request, .mapping = {}, .kept = {}};
    const auto *old = kept_mapping(request, kept);
    if (old != nullptr) {
        plan.kept = *old;
    }
    if (!request.mapping.empty()) {
        plan.mapping = parse_mapping(request.mapping, request.mapping_name, mapping_rules(world, request.layer));
    } else if (old != nullptr) {
        plan.mapping = *old;
        plan.from_kept = true;
    }
    plan.system_kept = plan.from_kept && !request.frame && request.crs.empty();
    plan.encoding_kept = plan.from_kept && request.encoding.empty();
    add_command(request, plan.mapping);
    apply_mapping(plan.mapping, plan.request);
    if (request.source.empty()) {
        plan.request.key.clear();
    }
    check_key(plan.request);
    plan.differs = !request.source.empty() && (old == nullptr ? !plan.mapping.empty() : plan.mapping != *old);
    return plan;
}

} // namespace jingwei::data
