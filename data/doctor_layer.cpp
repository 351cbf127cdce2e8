#include "data/doctor_layer.hpp"

#include "data/doctor_advice.hpp"
#include "data/heading.hpp"
#include "data/import_codes.hpp"
#include "data/import_layers.hpp"
#include "data/layer_columns.hpp"
#include "data/text_form.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <span>

namespace jingwei::data {

namespace {

struct LayerWords {
    ImportLayer layer;
    std::array<std::string_view, 8> words; ///< empty ones say nothing
};
constexpr std::array point_layers{
    LayerWords{ImportLayer::cameras, {"camera", "摄像", "监控", "探头", "azimuth", "方位", "国标", "gb_id"}},
    LayerWords{ImportLayer::rental_houses, {"rental", "出租", "承租", "租赁", "tenant", "房东", "let_kind", "租住"}},
    LayerWords{ImportLayer::key_sites, {"key_site", "场所", "部位", "attention", "学校", "school", "site", "responsible"}},
    LayerWords{ImportLayer::buildings, {"building", "楼栋", "楼宇", "floors", "层数", "建筑", "楼层", "footprint"}}};

constexpr std::array layers_of_points{ImportLayer::cameras, ImportLayer::rental_houses, ImportLayer::key_sites,
                                      ImportLayer::buildings};
constexpr std::array layers_of_tables{ImportLayer::cameras,     ImportLayer::rental_houses,  ImportLayer::key_sites,
                                      ImportLayer::buildings,   ImportLayer::roster,         ImportLayer::people,
                                      ImportLayer::assignments, ImportLayer::staffing_rules, ImportLayer::divisions};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// How many of a layer's words are in a text in lower case.
std::ptrdiff_t words_in(const std::string &text, ImportLayer layer) {
    const auto entry = std::ranges::find(point_layers, layer, &LayerWords::layer);
    return entry == point_layers.end() ? 0 : std::ranges::count_if(entry->words, [&](std::string_view word) {
        return !word.empty() && text.find(word) != std::string::npos;
    });
}

/// Everything that names say beside the fields: of the file and the layer, in lower case.
std::string names_of(const DoctorRequest &request, const LayerExamination &layer) {
    return lower(request.file.filename().string() + ' ' + layer.described.file + ' ' + layer.described.name);
}

bool has_column(ImportLayer layer, std::string_view column) {
    const auto targets = targets_of(layer);
    return !column.empty() && std::ranges::find(targets, column, &ImportTarget::name) != targets.end();
}

/// The layers that a heading speaks for.
std::vector<ImportLayer> meant_by(const FieldReport &field, std::span<const ImportLayer> layers) {
    const auto heading = lower(field.name);
    const auto column = field.by_name ? field_role_name(field.role) : std::string_view();
    const auto those = [&](const auto &test) {
        std::vector<ImportLayer> meant;
        std::ranges::copy_if(layers, std::back_inserter(meant), test);
        return meant;
    };
    auto meant = those([&](ImportLayer layer) { return !column_named(layer, field.name).empty(); });
    if (meant.empty()) {
        meant = those([&](ImportLayer layer) { return words_in(heading, layer) > 0; });
    }
    return meant.empty() ? those([&](ImportLayer layer) { return has_column(layer, column); }) : meant;
}

/// Counts what speaks for each of some layers.
class Votes {
  public:
    explicit Votes(std::span<const ImportLayer> layers) : m_layers(layers), m_of(layers.size()) {}

    void add_names(const std::string &names) {
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            m_of[i].votes += whole_vote * words_in(names, m_layers[i]);
        }
    }
    void add(const FieldReport &field) {
        const auto meant = meant_by(field, m_layers);
        if (meant.empty() || meant.size() * 2 > m_layers.size()) {
            return;
        }
        for (const auto layer : meant) {
            auto &votes = m_of[static_cast<std::size_t>(std::ranges::find(m_layers, layer) - m_layers.begin())];
            votes.votes += whole_vote / std::ssize(meant);
            votes.fields.push_back(field.name);
        }
    }
    void add(const FieldOfKinds &kinds) {
        std::vector<ImportLayer> meant;
        std::ranges::copy_if(kinds.layers, std::back_inserter(meant),
                             [&](ImportLayer layer) { return std::ranges::find(m_layers, layer) != m_layers.end(); });
        for (const auto layer : meant) {
            auto &votes = m_of[static_cast<std::size_t>(std::ranges::find(m_layers, layer) - m_layers.begin())];
            votes.votes += 2 * whole_vote / std::ssize(meant);
            if (std::ranges::find(votes.fields, kinds.field) == votes.fields.end()) {
                votes.fields.push_back(kinds.field);
            }
        }
    }
    [[nodiscard]] LayerGuess result() const {
        const auto most = std::ranges::max_element(m_of, {}, &Count::votes)->votes;
        LayerGuess guess;
        if (most < whole_vote / 2) {
            return guess;
        }
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            if (m_of[i].votes == most) {
                guess.tied.push_back(m_layers[i]);
                guess.because.insert(guess.because.end(), m_of[i].fields.begin(), m_of[i].fields.end());
            }
        }
        guess.by = guess.because.empty() ? LayerBy::name : LayerBy::headings;
        if (guess.tied.size() == 1) {
            guess.layer = guess.tied.front();
            guess.tied.clear();
        } else {
            std::ranges::sort(guess.because);
            guess.because.erase(std::ranges::unique(guess.because).begin(), guess.because.end());
        }
        return guess;
    }

  private:
    static constexpr std::ptrdiff_t whole_vote = 2520; ///< which 1 to 10 divide
    struct Count {
        std::ptrdiff_t votes = 0;
        std::vector<std::string> fields;
    };
    std::span<const ImportLayer> m_layers;
    std::vector<Count> m_of;
};

LayerGuess guess_by_votes(const DoctorRequest &request, const LayerExamination &layer, std::span<const ImportLayer> layers) {
    Votes votes(layers);
    votes.add_names(names_of(request, layer));
    std::ranges::for_each(layer.fields, [&](const FieldReport &field) { votes.add(field); });
    std::ranges::for_each(layer.of_kinds, [&](const FieldOfKinds &kinds) { votes.add(kinds); });
    return votes.result();
}

LayerGuess by_headings(ImportLayer as, const std::vector<FieldReport> &fields) {
    LayerGuess guess{.layer = as, .by = LayerBy::headings, .because = {}, .tied = {}};
    for (const auto &field : fields) {
        if (!column_named(as, field.name).empty() || (field.by_name && has_column(as, field_role_name(field.role)))) {
            guess.because.push_back(field.name);
        }
    }
    return guess;
}

LayerGuess by_geometry(ImportLayer as) {
    return {.layer = as, .by = LayerBy::geometry, .because = {}, .tied = {}};
}

/// A table without places whose headings an import takes as they are: the layer that knows most of them, at least half, and
/// has all that it needs.
std::optional<ImportLayer> layer_of_headings(const std::vector<FieldReport> &fields) {
    std::optional<ImportLayer> best;
    std::size_t most = fields.size() / 2;
    for (const auto layer : {ImportLayer::roster, ImportLayer::assignments, ImportLayer::staffing_rules, ImportLayer::divisions,
                             ImportLayer::people, ImportLayer::external_refs, ImportLayer::organisations}) {
        std::set<std::string_view> columns;
        for (const auto &field : fields) {
            columns.insert(column_named(layer, field.name));
        }
        columns.erase("");
        const bool whole = std::ranges::all_of(
            targets_of(layer), [&](const ImportTarget &target) { return !target.required || columns.contains(target.name); });
        const auto common = columns.count("code") + columns.count("name"); // any list has them
        if (whole && columns.size() > most && columns.size() > common) {
            best = layer;
            most = columns.size();
        }
    }
    return best;
}

/// Grids or lines that an export wrote, told by its headings, with outlines or in a sheet that has none. The kinds of lines
/// tell them from other lists of codes and names.
std::optional<ImportLayer> layer_of_export(const LayerExamination &layer) {
    const auto has = [&](std::string_view column) {
        return std::ranges::any_of(layer.fields, [&](const FieldReport &field) {
            return std::ranges::any_of(columns_of(ImportLayer::grids), [&](const LayerColumn &known) {
                const auto heading = plain_heading(field.name);
                return known.name == column &&
                       (heading == plain_heading(known.name) || heading == plain_heading(known.heading));
            });
        });
    };
    if (has("code") && has("level") && (has("area_m2") || has("limits_text"))) {
        return ImportLayer::grids;
    }
    const auto kinds = std::ranges::find(layer.of_kinds, std::vector{ImportLayer::reference_lines}, &FieldOfKinds::layers);
    const bool of_lines = std::ranges::all_of(layer.fields, [](const FieldReport &field) {
        const bool of_place = field.role == FieldRole::lon || field.role == FieldRole::lat || is_frame_heading(field.name);
        return of_place || !column_named(ImportLayer::reference_lines, field.name).empty();
    });
    return of_lines && kinds != layer.of_kinds.end() ? std::optional(ImportLayer::reference_lines) : std::nullopt;
}

LayerGuess guess_table(const DoctorRequest &request, const LayerExamination &layer) {
    const auto has = [&](FieldRole role) { return field_with(layer.fields, role) != nullptr; };
    if (const auto named = layer_of_headings(layer.fields)) {
        return by_headings(*named, layer.fields);
    }
    if (has(FieldRole::person) && has(FieldRole::grid)) {
        return by_headings(ImportLayer::assignments, layer.fields);
    }
    if (has(FieldRole::name) && has(FieldRole::role)) {
        return by_headings(ImportLayer::roster, layer.fields);
    }
    auto guess = guess_by_votes(request, layer, layers_of_tables);
    const bool of_people = has(FieldRole::phone) || std::ranges::any_of(layer.fields, [](const FieldReport &field) {
                               return field.name.find("姓名") != std::string::npos;
                           });
    return guess.by == LayerBy::nothing && of_people ? by_headings(ImportLayer::people, layer.fields) : guess;
}

} // namespace

bool is_a(const LayerExamination &layer, ShapeKind kind) {
    const std::string_view word = kind == ShapeKind::polygon ? "Polygon" : kind == ShapeKind::line ? "LineString" : "Point";
    if (layer.places.types.empty()) { // a broken file: what it says of itself
        return layer.described.geometry.find(word) != std::string::npos;
    }
    return std::ranges::any_of(layer.places.types,
                               [&](const auto &type) { return type.first.find(word) != std::string::npos; });
}

std::string_view column_named(ImportLayer layer, const std::string &field) {
    const auto heading = plain_heading(field);
    for (const auto &target : targets_of(layer)) {
        std::string_view names = target.aliases;
        for (auto name = target.name; !name.empty(); name = names.substr(0, names.find(' '))) {
            if (plain_heading(name) == heading) {
                return target.name;
            }
            names.remove_prefix(name == target.name ? 0 : std::min(names.size(), name.size() + 1));
        }
    }
    return {};
}

bool is_listed(const CodeList &list, const std::string &value) {
    return list.contains(value) ||
           std::ranges::any_of(list, [&](const auto &entry) { return entry.second.zh == value || entry.second.en == value; });
}

std::vector<FieldOfKinds> fields_of_kinds(const World &world, const std::vector<FieldReport> &fields) {
    std::vector<FieldOfKinds> found;
    for (const auto &field : fields) {
        FieldOfKinds kinds{.field = field.name, .layers = {}};
        std::size_t most = std::max<std::size_t>(1, (field.filled + 1) / 2);
        for (const auto layer : {ImportLayer::cameras, ImportLayer::key_sites, ImportLayer::reference_lines}) {
            const auto list = codes_of(world, layer, "kind").value_or(CodeList());
            std::size_t listed = 0;
            for (const auto &[value, count] : field.values) {
                listed += is_listed(list, value) ? count : 0;
            }
            if (listed > most) {
                kinds.layers.clear();
            }
            if (listed >= most) {
                kinds.layers.push_back(layer);
                most = listed;
            }
        }
        if (!kinds.layers.empty()) {
            found.push_back(std::move(kinds));
        }
    }
    return found;
}

bool lacks_outlines(const LayerExamination &layer, std::optional<ImportLayer> as) {
    return (as == ImportLayer::grids && !is_a(layer, ShapeKind::polygon)) ||
           (as == ImportLayer::reference_lines && !is_a(layer, ShapeKind::line));
}

LayerGuess guess_layer(const DoctorRequest &request, const LayerExamination &layer) {
    const auto has = [&](FieldRole role) { return field_with(layer.fields, role) != nullptr; };
    if (is_a(layer, ShapeKind::polygon)) {
        const bool coded = !layer.level.level.empty() || layer_of_export(layer) == ImportLayer::grids;
        auto guess = coded ? LayerGuess{} : guess_by_votes(request, layer, layers_of_points);
        return guess.layer == ImportLayer::buildings ? guess : by_geometry(ImportLayer::grids);
    }
    if (is_a(layer, ShapeKind::line)) {
        return by_geometry(ImportLayer::reference_lines);
    }
    const bool points = is_a(layer, ShapeKind::point); // also of columns
    const bool shaped = points && !(has(FieldRole::lon) && has(FieldRole::lat));
    if (const auto bare = shaped ? std::nullopt : layer_of_export(layer)) {
        return by_headings(*bare, layer.fields);
    }
    const bool placed = points || (has(FieldRole::lon) && has(FieldRole::lat));
    return placed ? guess_by_votes(request, layer, layers_of_points) : guess_table(request, layer);
}

} // namespace jingwei::data
