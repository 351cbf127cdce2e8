#include "data/gdal/table_reader.hpp"

namespace jingwei::gdal {

Table read_table(data::RecordReader &reader) {
    Table table;
    table.name = reader.text().value_or("table");
    table.geometry = reader.text().value_or("None");
    table.crs = reader.text();
    table.reproject_to = reader.text();
    table.style = static_cast<gdal_protocol::SheetStyle>(reader.number<std::uint8_t>());
    for (auto left = reader.number<std::uint32_t>(); left > 0; --left) {
        TableField field;
        field.name = reader.text().value_or("");
        field.kind = static_cast<gdal_protocol::FieldKind>(reader.number<std::uint8_t>());
        table.fields.push_back(std::move(field));
    }
    return table;
}

TableRow read_row(data::RecordReader &reader) {
    TableRow row;
    row.wkb = reader.text();
    for (auto left = reader.number<std::uint32_t>(); left > 0; --left) {
        row.values.push_back(reader.text());
    }
    return row;
}

TableChoices read_choices(data::RecordReader &reader) {
    TableChoices choices;
    choices.field = reader.number<std::uint32_t>();
    choices.others = reader.number<std::uint8_t>() != 0;
    for (auto left = reader.number<std::uint32_t>(); left > 0; --left) {
        choices.values.push_back(reader.text().value_or(""));
    }
    return choices;
}

} // namespace jingwei::gdal
