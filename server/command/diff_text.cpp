#include "server/command/diff_text.hpp"

#include "data/export_file.hpp"
#include "data/table_file.hpp"
#include "server/api/diff_json.hpp"
#include "server/command/text_table.hpp"
#include "spatial/error.hpp"

#include <fmt/format.h>

#include <ostream>

namespace jingwei::server {

namespace {

/// Who can read the store's file may see all of it.
constexpr DiffRights all_rights{.in_full = true, .command = true};

std::string change_of(const GridDiff &grid) {
    if (grid.change != GridDiff::Change::changed) {
        return grid.change == GridDiff::Change::created ? "new" : "gone";
    }
    std::string text = grid.ground ? "ground" : "";
    for (const auto attribute : grid.attributes) {
        text += fmt::format("{}{}", text.empty() ? "" : " ", attribute);
    }
    return text;
}

std::string signed_number(std::int64_t won, std::int64_t lost) {
    return won == 0 && lost == 0 ? "" : fmt::format("+{}-{}", won, lost);
}

std::string name_of(const EditionDiff &diff, PersonIndex person) {
    return person ? diff.world->roster->people[*person].name : "-";
}

std::vector<std::string> headings_of(std::vector<std::string> first) {
    for (const auto &layer : handed_layer_names()) {
        first.emplace_back(layer.name);
    }
    first.emplace_back("households");
    return first;
}

void add_counts(std::vector<std::string> &row, const HandedCounts &won, const HandedCounts &lost) {
    for (std::size_t layer = 0; layer < handed_layer_count; ++layer) {
        row.push_back(signed_number(won.objects.at(layer), lost.objects.at(layer)));
    }
    row.push_back(signed_number(won.households, lost.households));
}

void write_file(const EditionDiff &diff, const DiffOutput &output) {
    const auto format = data::export_format_of(output.file);
    if (format != data::ExportFormat::geojson) {
        data::write_table_file(output.file, output.overwrite, [&](data::TableSink &sink) {
            write_hand_over(diff, all_rights, format == data::ExportFormat::xlsx, sink);
        });
        return;
    }
    data::require_free(output.file, output.overwrite);
    const data::PrivateFolder folder(data::folder_of(output.file));
    {
        data::OutputFile file(folder.path() / "ground.geojson");
        file.write(diff_geojson(diff, spatial::Frame::cgcs2000));
    }
    data::put_in_place(folder.path(), output.file, output.overwrite);
}

} // namespace

void print_diff(const EditionDiff &diff, std::ostream &out) {
    TextTable grids(headings_of({"grid", "name", "level", "change", "m2 before", "m2 after", "who before", "who after"}));
    for (const GridDiff &grid : diff.grids) {
        std::vector<std::string> row{grid.code,
                                     grid.name,
                                     grid.level,
                                     change_of(grid),
                                     fmt::format("{:.0f}", grid.area_before_m2),
                                     fmt::format("{:.0f}", grid.area_m2),
                                     name_of(diff, grid.person_before),
                                     name_of(diff, grid.person)};
        add_counts(row, grid.won, grid.lost);
        grids.add(std::move(row));
    }
    grids.print(out);
    TextTable people(headings_of({"person", "name"}));
    for (const PersonDiff &person : diff.people) {
        std::vector<std::string> row{diff.world->roster->people[person.person].code, name_of(diff, person.person)};
        add_counts(row, person.won, person.lost);
        people.add(std::move(row));
    }
    out << (diff.people.empty() ? "" : "\n");
    people.print(out);
    out << fmt::format("{}{} grids differ, {} objects change hands, {} people gain or lose something\n",
                       diff.grids.empty() ? "" : "\n", diff.grids.size(), diff.objects.size(), diff.people.size());
}

void write_diff(const EditionDiff &diff, const DiffOutput &output, const std::string &head, std::ostream &out) {
    if (!output.file.empty()) {
        write_file(diff, output);
        out << fmt::format("{} grids, {} objects and {} people written to {}\n", diff.grids.size(), diff.objects.size(),
                           diff.people.size(), output.file);
    } else if (output.json) {
        std::string text;
        JsonWriter json(text);
        json.begin_object();
        write_diff_members(json, diff, all_rights, spatial::Frame::cgcs2000);
        json.end_object();
        out << text.insert(1, head) << '\n';
    } else {
        print_diff(diff, out);
    }
}

} // namespace jingwei::server
