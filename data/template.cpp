#include "data/template.hpp"

#include "data/export_file.hpp"
#include "data/gdal_writer.hpp"
#include "data/import_codes.hpp"
#include "data/import_layers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::data {

namespace {

using gdal_protocol::FieldKind;
using gdal_protocol::SheetStyle;
using gdal_protocol::WriteRecord;

constexpr std::size_t columns_before_place = 3;

std::string_view sheet_name(ImportLayer layer) {
    switch (layer) {
    case ImportLayer::cameras:
    case ImportLayer::key_sites:
    case ImportLayer::buildings:
    case ImportLayer::rental_houses:
    case ImportLayer::people:
        return chinese_name(layer);
    case ImportLayer::assignments:
        return "责任分工";
    case ImportLayer::roster:
        return "花名册";
    case ImportLayer::divisions:
        return "行政区划";
    case ImportLayer::staffing_rules:
        return "配备标准";
    case ImportLayer::organisations:
        return "单位";
    case ImportLayer::external_refs:
        return "外部编号";
    case ImportLayer::grids:
    case ImportLayer::reference_lines:
        break;
    }
    throw Error(ErrorCode::bad_call,
                fmt::format("{} have outlines, which a sheet cannot hold, so there is no template: import a "
                            "map file (GeoPackage, Shapefile, GeoJSON); its fields may have Chinese names",
                            import_layer_name(layer)));
}

std::vector<const LayerColumn *> columns_to_fill(ImportLayer layer) {
    std::vector<const LayerColumn *> columns;
    for (const auto &column : columns_of(layer)) {
        if (column.imported) {
            columns.push_back(&column);
        }
    }
    if (has_places(layer)) {
        std::vector<const LayerColumn *> places;
        for (const auto &column : place_columns()) {
            places.push_back(&column);
        }
        columns.insert(columns.begin() + columns_before_place, places.begin(), places.end());
    }
    return columns;
}

/// What a drop-down offers; empty = anything may be written.
std::vector<std::string> choices_of(const LayerColumn &column, const World &world) {
    std::vector<std::string> choices;
    if (column.kind == FieldKind::flag) {
        return {"是", "否"};
    }
    if (column.list == "frame") {
        return {"CGCS2000", "WGS84", "GCJ-02", "BD-09"};
    }
    if (column.list == "layer") {
        for (const auto layer : layers_with_keys()) {
            choices.emplace_back(chinese_name(layer));
        }
        return choices;
    }
    if (column.list == "role") {
        std::ranges::transform(*world.roles, std::back_inserter(choices), &Role::label_zh);
        return choices;
    }
    if (column.list == "level") {
        std::ranges::transform(world.themes.front()->levels, std::back_inserter(choices), &Level::label_zh);
        return choices;
    }
    if (const auto list = world.code_lists->find(column.list); list != world.code_lists->end()) {
        for (const auto &[code, label] : list->second) {
            choices.push_back(label.zh);
        }
    }
    return choices;
}

/// Columns of which a cell may say more than a drop-down offers: several roles, 副网格长, B岗.
bool takes_others(ImportLayer layer, const LayerColumn &column) {
    return layer == ImportLayer::roster && (column.name == "role" || column.name == "primary");
}

RecordBuilder table_record(std::string_view name, SheetStyle style,
                           const std::vector<std::pair<std::string, FieldKind>> &fields) {
    RecordBuilder record(WriteRecord::table);
    record.add_text(name);
    record.add_text(std::string_view("None"));
    record.add_number(gdal_protocol::null_text); // no crs
    record.add_number(gdal_protocol::null_text); // none to move into
    record.add_number(static_cast<std::uint8_t>(style));
    record.add_number(static_cast<std::uint32_t>(fields.size()));
    for (const auto &[field, kind] : fields) {
        record.add_text(std::string_view(field));
        record.add_number(static_cast<std::uint8_t>(kind));
    }
    return record;
}

RecordBuilder row_record(const std::vector<std::string> &values) {
    RecordBuilder record(WriteRecord::row);
    record.add_number(gdal_protocol::null_text);
    record.add_number(static_cast<std::uint32_t>(values.size()));
    for (const auto &value : values) {
        record.add_text(std::string_view(value));
    }
    return record;
}

void send_form(GdalWriter &writer, ImportLayer layer, const std::vector<const LayerColumn *> &columns, const World &world) {
    std::vector<std::pair<std::string, FieldKind>> fields;
    std::vector<std::string> example;
    for (const auto *column : columns) {
        // a date that is typed into a cell of text stays as it was typed
        const bool chosen = column->kind == FieldKind::flag || (column->kind == FieldKind::whole && !column->list.empty());
        fields.emplace_back(column->heading, chosen ? FieldKind::text : column->kind);
        example.emplace_back(column->example);
    }
    writer.send(table_record(sheet_name(layer), SheetStyle::form, fields));
    writer.send(row_record(example));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto choices = choices_of(*columns[i], world);
        if (choices.empty()) {
            continue;
        }
        RecordBuilder record(WriteRecord::choices);
        record.add_number(static_cast<std::uint32_t>(i));
        record.add_number(static_cast<std::uint8_t>(takes_others(layer, *columns[i]) ? 1 : 0));
        record.add_number(static_cast<std::uint32_t>(choices.size()));
        for (const auto &choice : choices) {
            record.add_text(std::string_view(choice));
        }
        writer.send(std::move(record));
    }
}

void send_explanations(GdalWriter &writer, ImportLayer layer, const std::vector<const LayerColumn *> &columns,
                       const World &world) {
    writer.send(table_record(gdal_protocol::explanation_sheet, SheetStyle::reading,
                             {{"列", FieldKind::code}, {"说明", FieldKind::text}, {"可选值", FieldKind::text}}));
    for (const auto *column : columns) {
        writer.send(row_record({std::string(column->heading), std::string(column->explanation),
                                fmt::format("{}", fmt::join(choices_of(*column, world), "、"))}));
    }
    writer.send(row_record({"示例行", "第 2 行是虚构的示例，导入前请删除；留着它，整个文件会被拒绝，并指出该行。", ""}));
    writer.send(row_record({"导入命令", fmt::format("jingwei import <库> {} <本文件>", import_layer_name(layer)), ""}));
}

} // namespace

WorldPtr world_of_new_store() {
    const PrivateFolder folder(temporary_folder());
    Store::init(folder.path() / "lists.sqlite");
    return Store::open(folder.path() / "lists.sqlite", Store::Mode::read_only)->world();
}

void write_template(ImportLayer layer, const Store *store, const std::filesystem::path &file, bool overwrite) {
    static_cast<void>(sheet_name(layer));
    require_free(file, overwrite);
    const auto world = store != nullptr ? store->world() : world_of_new_store();
    const PrivateFolder folder(folder_of(file));
    GdalWriter writer("xlsx", folder.path(), "UTF-8");
    const auto columns = columns_to_fill(layer);
    send_form(writer, layer, columns, *world);
    send_explanations(writer, layer, columns, *world);
    writer.finish();
    put_in_place(folder.path(), file, overwrite);
}

} // namespace jingwei::data
