#include "data/gdal/workbook_dataset.hpp"

#include "data/gdal/dataset.hpp"
#include "data/gdal/workbook.hpp"
#include "data/gdal_protocol.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <ogrsf_frmts.h>
#include <span>

namespace jingwei::gdal {

namespace {

constexpr std::size_t rows_before_header = 10;

std::string range_text(const MergedCells &m) {
    return fmt::format("{}{}:{}{}", column_letters(m.first_column), m.first_row, column_letters(m.last_column), m.last_row);
}

/// Titles and lines like "filled in by … on …" stand above the header: it is the first row that fills more than half of the
/// columns that the widest of the first rows fills.
std::size_t header_row(const Sheet &sheet) {
    const auto seen = std::min(sheet.rows.size(), rows_before_header + 1);
    std::size_t widest = 0;
    for (std::size_t i = 0; i < seen; ++i) {
        widest = std::max(widest, sheet.rows[i].cells.size());
    }
    std::size_t header = 0;
    while (header + 1 < seen && sheet.rows[header].cells.size() < widest / 2 + 1) {
        ++header;
    }
    return header;
}

/// A line end within a Chinese name is a matter of the column's width.
std::string header_text(const std::string &text) {
    std::string name;
    for (const char c : text) {
        if (c != '\n' && c != '\r') {
            name += c;
        } else if (!name.empty() && static_cast<unsigned char>(name.back()) < 0x80 && name.back() != ' ') {
            name += ' ';
        }
    }
    const auto first = name.find_first_not_of(" \t");
    return first == std::string::npos ? "" : name.substr(first, name.find_last_not_of(" \t") - first + 1);
}

const std::string *text_at(const SheetRow &row, std::uint32_t column) {
    const auto found = std::ranges::find(row.cells, column, &SheetCell::column);
    return found != row.cells.end() ? &found->text : nullptr;
}

/// The cell below the first of a merged one that holds a value of its own, which no program shows; empty = there is none.
std::string hidden_below(const Sheet &sheet, const MergedCells &merge) {
    const std::string *first = nullptr;
    for (auto row = std::ranges::lower_bound(sheet.rows, merge.first_row, {}, &SheetRow::number);
         row != sheet.rows.end() && row->number <= merge.last_row; ++row) {
        const auto *text = text_at(*row, merge.first_column);
        if (row->number == merge.first_row) {
            first = text;
        } else if (text != nullptr && !text->empty() && (first == nullptr || *text != *first)) {
            return fmt::format("{}{}", column_letters(merge.first_column), row->number);
        }
    }
    return {};
}

/// Why a sheet's merged cells leave open which value belongs where; empty = they do not.
std::string merge_fault(const Sheet &sheet, std::uint32_t header) {
    for (const auto &merge : sheet.merges) {
        const bool across = merge.first_column != merge.last_column;
        if (across && merge.first_row <= header && merge.last_row >= header) {
            return fmt::format("sheet '{}': the header row {} has cells merged across columns ({}); give it one row with one "
                               "name a column",
                               sheet.name, header, range_text(merge));
        }
        if (across && merge.first_row > header) {
            return fmt::format("sheet '{}': the cells {} are merged across columns; unmerge them and fill in each, or delete "
                               "the row if it is a remark",
                               sheet.name, range_text(merge));
        }
        if (merge.first_row <= header && merge.last_row > header) {
            return fmt::format(
                "sheet '{}': the header row {} has a cell merged with the row below ({}); give it one row with one "
                "name a column",
                sheet.name, header, range_text(merge));
        }
        if (const auto below = across || merge.last_row <= header ? "" : hidden_below(sheet, merge); !below.empty()) {
            return fmt::format(
                "sheet '{}': the merged cells {} hide a value in {}, and nobody sees which counts; unmerge them, "
                "and keep the right value in each row",
                sheet.name, range_text(merge), below);
        }
    }
    return {};
}

/// A cell merged over several rows says its value in each of them.
void spread_merged(Sheet &sheet) {
    for (const auto &merge : sheet.merges) {
        const auto top = std::ranges::lower_bound(sheet.rows, merge.first_row, {}, &SheetRow::number);
        if (merge.first_column != merge.last_column || top == sheet.rows.end() || top->number != merge.first_row) {
            continue;
        }
        const auto *value = text_at(*top, merge.first_column);
        for (auto row = top + 1; value != nullptr && row != sheet.rows.end() && row->number <= merge.last_row; ++row) {
            if (text_at(*row, merge.first_column) == nullptr) {
                row->cells.push_back({merge.first_column, *value});
            }
        }
    }
}

void add_fields(OGRLayer &layer, const SheetRow &header, std::uint32_t columns) {
    for (std::uint32_t column = 0; column < columns; ++column) {
        const auto *text = text_at(header, column);
        auto name = text != nullptr ? header_text(*text) : "";
        OGRFieldDefn field(name.empty() ? fmt::format("field_{}", column + 1).c_str() : name.c_str(), OFTString);
        layer.CreateField(&field);
    }
}

void add_rows(OGRLayer &layer, const Sheet &sheet, std::size_t header) {
    for (std::size_t i = header + 1; i < sheet.rows.size(); ++i) {
        const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(layer.GetLayerDefn()));
        feature->SetFID(sheet.rows[i].number);
        for (const auto &cell : sheet.rows[i].cells) {
            feature->SetField(static_cast<int>(cell.column), cell.text.c_str());
        }
        if (layer.CreateFeature(feature.get()) != OGRERR_NONE) {
            throw Error(ErrorCode::bad_data, fmt::format("sheet '{}' has two rows {}", sheet.name, sheet.rows[i].number));
        }
    }
}

/// What is hidden of the rows below the header and of the columns that are used; empty = nothing.
std::string hidden_text(const Sheet &sheet, std::uint32_t header, std::uint32_t columns) {
    constexpr std::size_t shown = 20;
    std::vector<std::string> rows;
    for (const auto row : sheet.hidden_rows) {
        if (row > header) {
            rows.push_back(fmt::to_string(row));
        }
    }
    std::vector<std::string> letters;
    for (const auto column : sheet.hidden_columns) {
        if (column < columns) {
            letters.push_back(column_letters(column));
        }
    }
    const auto list = [shown](std::string_view noun, const std::vector<std::string> &names) {
        const auto first = std::span(names).first(std::min(shown, names.size()));
        return fmt::format("{} hidden {}{} ({}{})", names.size(), noun, names.size() == 1 ? "" : "s", fmt::join(first, ", "),
                           names.size() > shown ? " …" : "");
    };
    if (rows.empty() && letters.empty()) {
        return {};
    }
    return fmt::format("sheet '{}' has {}{}{}, which are taken like the others; delete them if they do not belong to it",
                       sheet.name, rows.empty() ? "" : list("row", rows), rows.empty() || letters.empty() ? "" : " and ",
                       letters.empty() ? "" : list("column", letters));
}

void add_layer(GDALDataset &dataset, Sheet &sheet) {
    const auto header = header_row(sheet);
    auto *layer = dataset.CreateLayer(sheet.name.c_str(), nullptr, wkbNone, nullptr);
    if (const auto fault = merge_fault(sheet, sheet.rows[header].number); !fault.empty()) {
        layer->SetMetadataItem(layer_fault, fault.c_str());
    }
    std::uint32_t columns = 0;
    for (auto row = sheet.rows.begin() + static_cast<std::ptrdiff_t>(header); row != sheet.rows.end(); ++row) {
        for (const auto &cell : row->cells) {
            columns = std::max(columns, cell.column + 1);
        }
    }
    layer->SetMetadataItem(days_from, sheet.epoch_1904 ? "1904" : "1899");
    if (const auto hidden = hidden_text(sheet, sheet.rows[header].number, columns); !hidden.empty()) {
        layer->SetMetadataItem(hidden_cells, hidden.c_str());
    }
    spread_merged(sheet);
    add_fields(*layer, sheet.rows[header], columns);
    add_rows(*layer, sheet, header);
}

} // namespace

GDALDatasetUniquePtr empty_dataset() {
#if GDAL_VERSION_NUM >= 3110000
    GDALRegister_MEM();
    auto *driver = GetGDALDriverManager()->GetDriverByName("MEM");
#else
    RegisterOGRMEM();
    auto *driver = GetGDALDriverManager()->GetDriverByName("Memory");
#endif
    return GDALDatasetUniquePtr(driver->Create("", 0, 0, 0, GDT_Unknown, nullptr));
}

GDALDatasetUniquePtr open_workbook(const std::filesystem::path &file) {
    auto sheets = read_workbook(file);
    std::erase_if(sheets, [](const Sheet &sheet) { return sheet.rows.empty(); });
    if (sheets.size() > 1) {
        std::erase_if(sheets, [](const Sheet &sheet) { return sheet.name == gdal_protocol::explanation_sheet; });
    }
    if (sheets.empty()) {
        throw Error(ErrorCode::bad_data, fmt::format("'{}' holds no sheet with anything in it", file.filename().string()));
    }
    auto dataset = empty_dataset();
    for (auto &sheet : sheets) {
        add_layer(*dataset, sheet);
    }
    return dataset;
}

} // namespace jingwei::gdal
