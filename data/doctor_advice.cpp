#include "data/doctor_advice.hpp"

#include "data/doctor_layer.hpp"
#include "data/heading.hpp"
#include "data/import_codes.hpp"
#include "data/import_layers.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

namespace jingwei::data {

namespace {

/// Puts the words of a command together.
class CommandWriter {
  public:
    explicit CommandWriter(ImportAdvice &advice) : m_advice(advice) {}
    void word(std::string text) { m_advice.words.push_back(std::move(text)); }
    void option(const char *name, std::string value) {
        word(name);
        word(std::move(value));
    }
    void ask(OpenQuestion question) { m_advice.open.push_back(question); }
    /// For some of the layers that it may be.
    void offer(const char *name, std::string value) { m_advice.more.insert(m_advice.more.end(), {name, std::move(value)}); }

  private:
    ImportAdvice &m_advice;
};

/// The column that a field's role fills. In a roster what looks like a code is the grid's, unless it is called a code.
std::string_view column_of_role(const LayerExamination &layer, const FieldReport &field, ImportLayer as) {
    const bool of_grid = as == ImportLayer::roster && field.role == FieldRole::code &&
                         (!field.by_name || field.name.find("网格") != std::string::npos);
    if (!of_grid) {
        return field_role_name(field.role);
    }
    return field_with(layer.fields, FieldRole::grid) == nullptr ? "grid" : "";
}

/// Whether a mapping file must translate what a column says.
bool is_translated(const LayerExamination &layer, std::string_view column) {
    return std::ranges::find(layer.unknown_codes, column, &UnknownCodes::column) != layer.unknown_codes.end();
}

constexpr std::array<std::string_view, 5> own_options{"code", "name", "parent", "lon", "lat"};

void write_column(CommandWriter &command, std::string_view column, const std::string &field) {
    if (std::ranges::find(own_options, column) != own_options.end()) {
        command.option(("--" + std::string(column)).c_str(), field);
    } else {
        command.option("--map", std::string(column) + '=' + field);
    }
}

void write_columns(CommandWriter &command, const LayerExamination &layer, ImportLayer as) {
    const auto targets = targets_of(as);
    for (const auto &field : layer.fields) {
        const auto role = column_of_role(layer, field, as);
        const bool taken =
            field.role != FieldRole::none && std::ranges::find(targets, role, &ImportTarget::name) != targets.end();
        // a short column of one value that only looks like a code above is a part of the code
        constexpr std::size_t shortest_code = 6;
        const bool idle =
            field.role == FieldRole::parent && !field.by_name && field.distinct <= 1 && field.longest < shortest_code;
        // what the import matches by itself, and columns that other fields fill by their names, need no word
        const bool matched = !has_places(as) && std::ranges::any_of(layer.fields, [&](const FieldReport &other) {
            return column_named(as, other.name) == role || (&other == &field && !column_named(as, field.name).empty());
        });
        if (!taken || idle || matched || is_translated(layer, role)) {
            continue;
        }
        write_column(command, role, field.name);
    }
    const bool needs_code = std::ranges::any_of(targets, [](const auto &t) { return t.name == "code" && t.required; });
    const bool named = !has_places(as) && std::ranges::any_of(layer.fields, [&](const FieldReport &field) {
        return column_named(as, field.name) == "code";
    });
    if (needs_code && !named && field_with(layer.fields, FieldRole::code) == nullptr) {
        command.option("--code", "FIELD");
        command.ask(OpenQuestion::code);
    }
}

/// Columns that a table's layer cannot do without, where nothing fills them.
void ask_for_columns(CommandWriter &command, const LayerExamination &layer, ImportLayer as) {
    bool asked = false;
    for (const auto &target : targets_of(as)) {
        const bool filled = std::ranges::any_of(layer.fields, [&](const FieldReport &field) {
            return column_named(as, field.name) == target.name || column_of_role(layer, field, as) == target.name;
        });
        if (!target.required || target.name == "code" || filled) {
            continue;
        }
        command.option("--map", std::string(target.name) + "=FIELD");
        if (!std::exchange(asked, true)) {
            command.ask(OpenQuestion::column);
        }
    }
}

/// How many of the layers that it may be take the column, and how many of these by the field's own name.
struct Takers {
    std::ptrdiff_t all = 0, by_name = 0;
};

/// While nobody knows which layer it is: the columns that all of those take which it may be, and the others to choose from.
void write_common_columns(CommandWriter &command, const LayerExamination &layer) {
    constexpr std::array tables{ImportLayer::people,    ImportLayer::roster,         ImportLayer::assignments,
                                ImportLayer::divisions, ImportLayer::staffing_rules, ImportLayer::organisations};
    constexpr std::array points{ImportLayer::cameras, ImportLayer::key_sites, ImportLayer::rental_houses,
                                ImportLayer::buildings};
    const bool placed = is_a(layer, ShapeKind::point) || field_with(layer.fields, FieldRole::lon) != nullptr;
    const auto layers = placed ? std::span<const ImportLayer>(points) : std::span<const ImportLayer>(tables);
    for (const auto &field : layer.fields) {
        const auto column = field_role_name(field.role);
        Takers takers;
        for (const auto as : layers) {
            const auto targets = targets_of(as);
            const bool takes = !column.empty() && std::ranges::find(targets, column, &ImportTarget::name) != targets.end();
            takers.all += takes ? 1 : 0;
            takers.by_name += takes && column_named(as, field.name) == column ? 1 : 0;
        }
        if (takers.all == takers.by_name) {
            continue;
        }
        if (takers.all == std::ssize(layers)) {
            write_column(command, column, field.name);
        } else {
            command.offer("--map", std::string(column) + '=' + field.name);
        }
    }
    if (placed && field_with(layer.fields, FieldRole::kind) == nullptr) {
        command.offer("--kind", "KIND");
    }
}

void write_kind(CommandWriter &command, const LayerExamination &layer, ImportLayer as) {
    const bool needed = as == ImportLayer::cameras || as == ImportLayer::key_sites || as == ImportLayer::reference_lines;
    if (needed && field_with(layer.fields, FieldRole::kind) == nullptr) {
        command.option("--kind", "KIND");
        command.ask(OpenQuestion::kind);
    }
}

void write_coordinates(CommandWriter &command, const DoctorRequest &request, const LayerExamination &layer) {
    const bool old_datum =
        layer.crs == CrsState::unusable && layer.described.crs_fault.find("(--control-points FILE)") != std::string::npos;
    if (old_datum) { // whatever frame or system was said for it
        command.option("--control-points", "FILE");
        command.ask(OpenQuestion::datum);
    } else if (!request.crs.empty()) {
        command.option("--crs", request.crs);
    } else if (request.frame) {
        command.option("--frame", std::string(spatial::frame_name(*request.frame)));
    } else if (layer.crs == CrsState::unusable ||
               ((layer.crs == CrsState::missing || layer.crs == CrsState::columns) && layer.places.metres)) {
        command.option("--crs", "EPSG:N");
        command.ask(OpenQuestion::crs);
    } else if (layer.crs == CrsState::missing || layer.crs == CrsState::columns) {
        command.option("--frame", "FRAME");
        command.ask(OpenQuestion::frame);
    }
}

void write_encoding(CommandWriter &command, const DoctorRequest &request, const LayerExamination &layer) {
    if (!request.encoding.empty() || !layer.encoding_fault.empty()) {
        command.option("--encoding",
                       request.encoding.empty() ? layer.encoding.substr(0, layer.encoding.find(' ')) : request.encoding);
    }
}

} // namespace

const FieldReport *field_with(const std::vector<FieldReport> &fields, FieldRole role) {
    const auto found = std::ranges::find(fields, role, &FieldReport::role);
    return found == fields.end() ? nullptr : &*found;
}

LevelGuess guess_level(const std::vector<FieldReport> &fields) {
    const auto *code = field_with(fields, FieldRole::code);
    LevelGuess guess;
    if (code == nullptr || code->filled == 0) {
        return guess;
    }
    const auto most = std::ranges::max_element(code->by_length, {}, [](const auto &entry) { return entry.second; });
    guess.length = most->first;
    guess.share = static_cast<double>(most->second) / static_cast<double>(code->filled);
    static const std::map<std::size_t, std::string> levels{
        {9, "township"}, {12, "community"}, {15, "grid"}, {18, "micro_grid"}};
    const auto found = levels.find(guess.length);
    if (found != levels.end() && code->digits && guess.share >= 0.9) {
        guess.level = found->second;
    }
    return guess;
}

LevelGuess level_in_store(const World &world, const std::vector<FieldReport> &fields, const std::vector<std::string> &codes) {
    const auto named = std::ranges::find_if(fields, [](const FieldReport &field) {
        constexpr std::array<std::string_view, 4> headings{"level", "层级", "级别", "网格级别"};
        return field.values.size() == 1 && std::ranges::find(headings, plain_heading(field.name)) != headings.end();
    });
    LevelGuess best;
    std::size_t most = 0;
    for (const auto &theme : world.themes) {
        std::vector<std::size_t> of_level(theme->levels.size());
        for (const auto &code : codes) {
            const auto grid = theme->find(code);
            if (grid != 0) {
                ++of_level[theme->grids[grid].level];
            }
        }
        for (std::size_t i = 0; i < theme->levels.size(); ++i) {
            const auto &level = theme->levels[i];
            const bool says =
                named != fields.end() && (named->values.contains(level.code) || named->values.contains(level.label_zh));
            const auto votes = says ? codes.size() + 1 + of_level[i] : of_level[i];
            if (votes * 10 >= codes.size() * 9 && votes > most) {
                best = {.theme = theme->code, .level = level.code, .length = 0, .share = 1};
                most = votes;
            }
        }
    }
    return best;
}

std::vector<UnknownCodes> unknown_codes(const World &world, const DoctorRequest &request, const LayerExamination &layer) {
    std::vector<UnknownCodes> unknown;
    const auto as = guess_layer(request, layer).layer;
    if (!as || *as == ImportLayer::roster) { // whose roles come several a cell, with words around them
        return unknown;
    }
    for (const auto &field : layer.fields) {
        const auto named = column_named(*as, field.name);
        const auto column = named.empty() ? column_of_role(layer, field, *as) : named;
        const auto list = codes_of(world, *as, column);
        UnknownCodes found{.column = std::string(column), .field = field.name, .values = {}, .known = {}};
        for (const auto &[value, count] : field.values) {
            if (list && !is_listed(*list, value)) {
                found.values.emplace_back(value, count);
            }
        }
        if (!found.values.empty()) {
            found.known = known_codes(*list);
            unknown.push_back(std::move(found));
        }
    }
    return unknown;
}

ImportAdvice advise(const DoctorRequest &request, const LayerExamination &layer, bool only_layer) {
    ImportAdvice advice;
    CommandWriter command(advice);
    const auto guess = guess_layer(request, layer);
    advice.layer = guess.layer;
    advice.by = guess.by;
    advice.because = guess.because;
    advice.tied = guess.tied;
    advice.words = {"jingwei", "import", request.store.empty() ? "STORE" : request.store};
    command.word(advice.layer ? std::string(import_layer_name(*advice.layer)) : "LAYER");
    const bool bare = lacks_outlines(layer, guess.layer);
    command.word(bare ? "FILE" : request.file.string());
    if (bare) {
        command.ask(OpenQuestion::outlines);
    }
    if (!advice.layer) {
        command.ask(OpenQuestion::layer);
    }
    if (!only_layer) {
        command.option("--source-layer", layer.described.choice);
    }
    if (advice.layer == ImportLayer::grids) {
        if (!layer.level.theme.empty() && layer.level.theme != ImportRequest().theme) {
            command.option("--theme", layer.level.theme);
        }
        command.option("--level", layer.level.level.empty() ? "LEVEL" : layer.level.level);
        if (layer.level.level.empty()) {
            command.ask(OpenQuestion::level);
        }
    }
    if (advice.layer) {
        write_columns(command, layer, *advice.layer);
        ask_for_columns(command, layer, *advice.layer);
        write_kind(command, layer, *advice.layer);
        if (!layer.unknown_codes.empty()) {
            command.option("--mapping", "MAPPING");
            command.ask(OpenQuestion::codes);
        }
        if (has_places(*advice.layer) && layer.crs == CrsState::none && !bare) {
            command.ask(OpenQuestion::place);
        }
    } else {
        write_common_columns(command, layer);
    }
    if (!bare) {
        write_coordinates(command, request, layer);
    }
    write_encoding(command, request, layer);
    return advice;
}

std::optional<spatial::LatticePoint> place_in_store(const World &world, std::optional<ImportLayer> layer,
                                                    const std::string &code) {
    const auto place = [](const auto *row) { return row != nullptr ? std::optional(row->at) : std::nullopt; };
    switch (layer.value_or(ImportLayer::people)) {
    case ImportLayer::cameras:
        return place(world.cameras->find(code));
    case ImportLayer::key_sites:
        return place(world.key_sites->find(code));
    case ImportLayer::rental_houses:
        return place(world.rental_houses->find(code));
    case ImportLayer::buildings:
        return place(world.buildings->find(code));
    default:
        return std::nullopt;
    }
}

std::size_t count_known(const World &world, std::optional<ImportLayer> layer, const std::vector<std::string> &codes) {
    const auto known = [&](const std::string &code) {
        switch (layer.value_or(ImportLayer::reference_lines)) {
        case ImportLayer::grids:
            return std::ranges::any_of(world.themes, [&](const auto &theme) { return theme->find(code) != 0; });
        case ImportLayer::cameras:
            return world.cameras->find(code) != nullptr;
        case ImportLayer::key_sites:
            return world.key_sites->find(code) != nullptr;
        case ImportLayer::rental_houses:
            return world.rental_houses->find(code) != nullptr;
        case ImportLayer::buildings:
            return world.buildings->find(code) != nullptr;
        case ImportLayer::people:
            return world.roster->find_person(code).has_value();
        default:
            return false;
        }
    };
    return static_cast<std::size_t>(std::ranges::count_if(codes, known));
}

} // namespace jingwei::data
