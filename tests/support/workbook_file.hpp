#pragma once

#include "tests/support/zip_file.hpp"

#include <fmt/format.h>

namespace jingwei::tests {

/// A sheet as it stands in a workbook: `rows` is the inside of <sheetData>, `after` what follows it.
struct SheetDraft {
    std::string name;
    std::string rows;
    std::string after;
    std::string state; ///< "hidden", or empty
};

/// A cell with an inline text.
inline std::string text_cell(const std::string &place, const std::string &text) {
    return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

/// A cell with a number; `style` is an index into the styles of `write_workbook`.
inline std::string number_cell(const std::string &place, const std::string &value, const std::string &style = "0") {
    return "<c r=\"" + place + "\" s=\"" + style + "\"><v>" + value + "</v></c>";
}

inline std::string row(int number, const std::string &cells) {
    return "<row r=\"" + std::to_string(number) + "\">" + cells + "</row>";
}

/// Writes an .xlsx of these sheets. Styles: 0 general, 1 a day (built in), 2 yyyy"年"m"月"d"日", 3 "000000". Shared strings: 0
/// is 网格一 in two runs with a reading beside, 1 is empty. `prolog` stands before the first element of each sheet.
inline void write_workbook(const std::filesystem::path &path, const std::vector<SheetDraft> &sheets,
                           const std::string &properties = "", const std::string &prolog = "") {
    const std::string xml = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";
    const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const std::string main = R"( xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main")";
    const std::string package = R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";
    const auto relation = [&](const std::string &id, const std::string &type, const std::string &target) {
        return fmt::format(R"(<Relationship Id="{}" Type="{}/{}" Target="{}"/>)", id, office, type, target);
    };
    std::string list;
    std::string relations = relation("s", "styles", "/xl/styles.xml") + relation("t", "sharedStrings", "sharedStrings.xml");
    std::vector<ZipEntry> entries;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        const auto &sheet = sheets[i];
        const auto part = fmt::format("worksheets/sheet{}.xml", i + 1);
        list += fmt::format(R"(<sheet name="{}" sheetId="{}" r:id="rId{}" state="{}"/>)", sheet.name, i + 1, i + 1,
                            sheet.state.empty() ? "visible" : sheet.state);
        relations += relation(fmt::format("rId{}", i + 1), "worksheet", part);
        entries.push_back({"xl/" + part, fmt::format("{}{}<worksheet{}><sheetData>{}</sheetData>{}</worksheet>", xml, prolog,
                                                     main, sheet.rows, sheet.after)});
    }
    entries.push_back({"_rels/.rels", xml + package + relation("w", "officeDocument", "xl/workbook.xml") + "</Relationships>"});
    entries.push_back({"xl/_rels/workbook.xml.rels", xml + package + relations + "</Relationships>"});
    entries.push_back({"xl/workbook.xml", fmt::format(R"({}<workbook{} xmlns:r="{}">{}<sheets>{}</sheets></workbook>)", xml,
                                                      main, office, properties, list)});
    entries.push_back(
        {"xl/styles.xml",
         fmt::format(
             R"({}<styleSheet{}><numFmts count="5">)"
             R"(<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>)"
             R"(<numFmt numFmtId="166" formatCode="&quot;A&quot;0000"/><numFmt numFmtId="167" formatCode="000\-0000"/>)"
             R"(<numFmt numFmtId="168" formatCode="0&quot;户&quot;"/>)"
             R"(<numFmt numFmtId="165" formatCode="000000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>)"
             R"(<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="2"/>)"
             R"(<xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="168"/></cellXfs></styleSheet>)",
             xml, main)});
    entries.push_back({"xl/sharedStrings.xml",
                       fmt::format(R"({}<sst{}><si><r><t>网格</t></r><r><t>一</t></r><rPh sb="0" eb="1"><t>wang</t></rPh></si>)"
                                   R"(<si><t/></si></sst>)",
                                   xml, main)});
    write_zip(path, entries);
}

} // namespace jingwei::tests
