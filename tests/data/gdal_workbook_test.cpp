#include "tests/support/catch.hpp"
#include "tests/support/gdal_reading.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"
#include "tests/support/workbook_file.hpp"

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;
using Texts = std::vector<std::string>;

namespace {

const std::string header = row(1, text_cell("A1", "code") + text_cell("B1", "name") + text_cell("C1", "built"));

/// A workbook in a folder of its own.
class Workbook {
  public:
    explicit Workbook(const std::vector<SheetDraft> &sheets, const std::string &properties = "",
                      const std::string &prolog = "") {
        write_workbook(path(), sheets, properties, prolog);
    }
    [[nodiscard]] std::filesystem::path path() const { return m_folder.path() / "a.xlsx"; }
    [[nodiscard]] std::vector<GdalFeature> rows(const std::string &layer = "") const {
        return read_all(file_request(path(), layer));
    }
    [[nodiscard]] std::string refused(const std::string &layer = "") const { return refusal(file_request(path(), layer)); }

  private:
    ScratchFolder m_folder;
};

/// The values of the only data row, given the cells of row 2.
Texts values_from(const std::string &cells, const std::string &properties = "") {
    const auto rows = Workbook({{"grids", header + row(2, cells), "", ""}}, properties).rows();
    REQUIRE(rows.size() == 1);
    return values_of(rows[0]);
}

} // namespace

TEST_CASE("texts of a workbook arrive as they are, numbers as a code would be written") {
    const GdalTool tool;
    CHECK(values_from(text_cell("A2", "0990") + "<c r=\"B2\" t=\"s\"><v>0</v></c>" + text_cell("C2", "1.0")) ==
          Texts{"0990", "网格一", "1.0"});
    CHECK(values_from(number_cell("A2", "990402001001003") + number_cell("B2", "12.0") + number_cell("C2", "1.5E3")) ==
          Texts{"990402001001003", "12", "1500"});
    CHECK(values_from(number_cell("A2", "6.2010212345678901E+17") + number_cell("B2", "104.17359999999999")) ==
          Texts{"6.20102123456789e+17", "104.1736", "-"});
    CHECK(values_from(number_cell("A2", "6.2E+14") + number_cell("B2", "62E13") + number_cell("C2", "620000000000000")) ==
          Texts{"6.2e+14", "6.2e+14", "620000000000000"});
    CHECK(values_from(number_cell("A2", "42", "3") + "<c r=\"B2\" t=\"b\"><v>1</v></c><c r=\"C2\" t=\"s\"><v>1</v></c>") ==
          Texts{"000042", "TRUE", "-"});
    CHECK(values_from(number_cell("A2", "1.1000000000000001", "4") + number_cell("B2", "7", "4") +
                      number_cell("C2", "1.125", "4")) == Texts{"1.10", "7", "1.125"});
}

TEST_CASE("a number whose format puts texts between zeros is the code that is shown") {
    const GdalTool tool;
    CHECK(values_from(number_cell("A2", "12", "5") + number_cell("B2", "9901234", "6") + number_cell("C2", "119901234", "6")) ==
          Texts{"A0012", "990-1234", "11990-1234"});
    CHECK(values_from(number_cell("A2", "12.5", "5") + number_cell("B2", "7", "7") + number_cell("C2", "-5", "3")) ==
          Texts{"12.5", "7", "-000005"}); // a unit behind one zero is no code
}

TEST_CASE("what a workbook cannot spell out is read as it is meant") {
    const GdalTool tool;
    CHECK(values_from(text_cell("A2", "_x4E2D__x6587_") + text_cell("B2", "_x005F_x000D_") + text_cell("C2", "a_x000D_\nb")) ==
          Texts{"中文", "_x000D_", "a\nb"});
    CHECK(values_from(text_cell("A2", "_xD83D__xDE00_") + text_cell("B2", "_xD83D_") + text_cell("C2", "_x12_ _xGGGG_")) ==
          Texts{"😀", "_xD83D_", "_x12_ _xGGGG_"});
}

TEST_CASE("days of a workbook arrive as days, by either date system") {
    const GdalTool tool;
    CHECK(values_from(number_cell("A2", "46348", "1") + number_cell("B2", "46348", "2") + number_cell("C2", "46348.75", "1")) ==
          Texts{"2026-11-22", "2026-11-22", "2026-11-22T18:00:00"});
    CHECK(values_from(number_cell("A2", "59", "1") + number_cell("B2", "61", "1")) == Texts{"1900-02-28", "1900-03-01", "-"});
    CHECK(values_from(number_cell("A2", "46348") + number_cell("B2", "0.5", "1")) == Texts{"46348", "12:00:00", "-"});
    CHECK(values_from(number_cell("A2", "44886", "1"), R"(<workbookPr date1904="1"/>)")[0] == "2026-11-22");
}

TEST_CASE("a bare number of a workbook comes with the date system that it may be a day in") {
    const GdalTool tool;
    const std::vector<SheetDraft> sheets{{"s", header + row(2, text_cell("A2", "1") + number_cell("C2", "44886")), "", ""}};
    using gdal_protocol::SerialDays;
    CHECK(Workbook(sheets).rows().at(0).serial == SerialDays::from_1899);
    for (const char *flag : {"1", "true"}) {
        const auto rows = Workbook(sheets, fmt::format(R"(<workbookPr date1904="{}"/>)", flag)).rows();
        CHECK(rows.at(0).serial == SerialDays::from_1904);
        CHECK(rows.at(0).values.at(2) == "44886");
    }
    CHECK(Workbook(sheets, R"(<workbookPr date1904="0"/>)").rows().at(0).serial == SerialDays::from_1899);
}

TEST_CASE("a formula gives its stored value, and one without a value shows itself") {
    const GdalTool tool;
    CHECK(values_from("<c r=\"A2\"><f>1+1</f><v>2</v></c><c r=\"B2\" t=\"str\"><f>A2&amp;\"x\"</f><v>2x</v></c>"
                      "<c r=\"C2\"><f>VLOOKUP(A2,T,2)</f></c>") == Texts{"2", "2x", "=VLOOKUP(A2,T,2)"});
    CHECK(values_from("<c r=\"A2\" t=\"e\"><f>NA()</f><v>#N/A</v></c>")[0] == "#N/A");
}

TEST_CASE("an empty value behind a formula is one that was not computed, but for a text") {
    const GdalTool tool;
    CHECK(values_from("<c r=\"A2\"><f>A1&amp;B1</f><v></v></c><c r=\"B2\" t=\"n\"><f>1+1</f><v/></c>"
                      "<c r=\"C2\" t=\"str\"><f>IF(1,\"\")</f><v></v></c>") == Texts{"=A1&B1", "=1+1", "-"});
    CHECK(values_from("<c r=\"A2\" t=\"e\"><f>B2</f><v></v></c><c r=\"B2\"><v></v></c>") == Texts{"=B2", "-", "-"});
}

TEST_CASE("a cell whose text is not in the workbook refuses it by its place") {
    const GdalTool tool;
    const Workbook workbook({{"网格", header + row(2, text_cell("A2", "1") + "<c r=\"B2\" t=\"s\"><v>99</v></c>"), "", ""}});
    CHECK_THAT(workbook.refused(), ContainsSubstring("sheet '网格': the text of the cell B2 is not in the workbook"));
}

TEST_CASE("rows of blanks are no rows of a workbook, and the others keep their numbers") {
    const GdalTool tool;
    const auto rows = Workbook({{"s",
                                 header + row(2, text_cell("A2", " ") + text_cell("C2", "\t")) + row(3, text_cell("A3", "x")) +
                                     row(4, text_cell("B4", "  ")),
                                 "", ""}})
                          .rows();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].line == 3);
}

TEST_CASE("a text that begins with = is told from a formula by an apostrophe, as a guarded one is") {
    const GdalTool tool;
    CHECK(values_from(text_cell("A2", "=1+1") + text_cell("B2", "'=1+1") + text_cell("C2", "=\"0990\"")) ==
          Texts{"'=1+1", "'=1+1", "=\"0990\""});
    CHECK(values_from("<c r=\"A2\" t=\"str\"><f>A1</f><v>=x</v></c><c r=\"B2\"><f>1+1</f></c>") == Texts{"'=x", "=1+1", "-"});
}

TEST_CASE("a row keeps its number, below a title and between empty rows") {
    const GdalTool tool;
    const auto rows =
        Workbook({{"s",
                   row(1, text_cell("A1", "2026 年网格表")) + row(3, text_cell("A3", "填报单位") + text_cell("C3", "日期")) +
                       row(4, text_cell("A4", "网格\n编码") + text_cell("B4", "名称") + text_cell("D4", "lon") +
                                  text_cell("E4", "lat")) +
                       row(5, "<c r=\"A5\" s=\"1\"/>") + row(7, text_cell("A7", "1") + number_cell("E7", "36.5")),
                   R"(<mergeCells count="1"><mergeCell ref="A1:E1"/></mergeCells>)", ""}})
            .rows();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].line == 7);
    CHECK(rows[0].serial == gdal_protocol::SerialDays::from_1899);
    CHECK(values_of(rows[0]) == Texts{"1", "-", "-", "-", "36.5"});
}

TEST_CASE("the header's names arrive, empty ones by their number and double ones twice") {
    const GdalTool tool;
    const Workbook book({{"s",
                          row(1, text_cell("A1", "网格\n编码") + text_cell("B1", " name ") + text_cell("D1", "name")) +
                              row(2, text_cell("A2", "1") + text_cell("C2", "x")),
                          "", ""}});
    const GdalStream stream(file_request(book.path()));
    CHECK(stream.header().fields == Texts{"网格编码", "name", "field_3", "name"});
    CHECK(stream.header().format == "XLSX");
    CHECK(stream.header().geometry == "None");
}

TEST_CASE("one filled sheet among empty and hidden ones is taken, of several one must be chosen") {
    const GdalTool tool;
    const SheetDraft full{"网格", header + row(2, text_cell("A2", "1")), "", ""};
    const SheetDraft other{"人员", header + row(2, text_cell("A2", "2")) + row(3, text_cell("A3", "3")), "", ""};
    const SheetDraft hidden{"lists", header + row(2, text_cell("A2", "9")), "", "hidden"};
    const SheetDraft empty{"Sheet2", "", "", ""};
    const SheetDraft only_header{"Sheet3", header, "", ""};
    CHECK(Workbook({empty, full, hidden, only_header}).rows().size() == 1);
    const Workbook both({full, other});
    CHECK_THAT(both.refused(), ContainsSubstring("several layers (网格, 人员)") && ContainsSubstring("--source-layer"));
    CHECK(both.rows("人员").size() == 2);
    CHECK(both.rows("1").size() == 1);
    CHECK_THAT(both.refused("x"), ContainsSubstring("no layer 'x'"));
    CHECK_THAT(Workbook({empty}).refused(), ContainsSubstring("no sheet with anything in it"));
}

TEST_CASE("a cell merged over rows counts in each, one merged across columns is refused by its place") {
    const GdalTool tool;
    const auto rows = header + row(2, text_cell("A2", "1") + text_cell("B2", "东")) + row(3, text_cell("A3", "2")) +
                      row(4, text_cell("A4", "3") + text_cell("B4", "西"));
    const auto merged = [&](const std::string &range) {
        return Workbook({{"s", rows, "<mergeCells><mergeCell ref=\"" + range + "\"/></mergeCells>", ""}});
    };
    const auto filled = merged("B2:B3").rows();
    CHECK(filled.at(1).values[1] == "东");
    CHECK(filled.at(2).values[1] == "西");
    CHECK_THAT(merged("B3:C3").refused(), ContainsSubstring("B3:C3 are merged across columns"));
    CHECK_THAT(merged("B1:B2").refused(), ContainsSubstring("header row 1 has a cell merged with the row below (B1:B2)"));
    CHECK_THAT(merged("B1:C1").refused(), ContainsSubstring("header row 1 has cells merged across columns (B1:C1)"));
    CHECK_THAT(merged("B3:B4").refused(), ContainsSubstring("the merged cells B3:B4 hide a value in B4"));
    CHECK_THAT(merged("A2:A4").refused(), ContainsSubstring("the merged cells A2:A4 hide a value in A3"));
    const SheetDraft other{"good", header + row(2, text_cell("A2", "1")), "", ""};
    const Workbook two({{"bad", rows, "<mergeCells><mergeCell ref=\"B3:C3\"/></mergeCells>", ""}, other});
    CHECK(two.rows("good").size() == 1);
}

TEST_CASE("what is no workbook is refused with what to do") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto file = folder.path() / "a.xlsx";
    write_bytes(file, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on");
    CHECK_THAT(refusal(file_request(file)), ContainsSubstring("protected by a password or an old .xls"));
    write_zip(file, {{"word/document.xml", "<w/>"}});
    CHECK_THAT(refusal(file_request(file)), ContainsSubstring("is no workbook"));
    write_bytes(file, "code,name\n");
    CHECK_THAT(refusal(file_request(file)), ContainsSubstring("is no workbook, whatever its name says"));
    write_zip(file, {{"xl/workbook.xml", "<workbook><sheets>"}});
    CHECK_THAT(refusal(file_request(file)), ContainsSubstring("no sound XML"));
}

TEST_CASE("a workbook that would grow without end is refused") {
    const GdalTool tool;
    const std::string bomb = R"(<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>)";
    CHECK_THAT(Workbook({{"s", header + row(2, text_cell("A2", "&b;")), "", ""}}, "", bomb).refused(),
               ContainsSubstring("DOCTYPE"));
    const ScratchFolder folder;
    constexpr std::uint32_t matches = 300'000;
    write_zip(folder.path() / "a.xlsx", {{"xl/workbook.xml", deflated_zeros(matches), 0100644, true, 1 + 258 * matches, 0}});
    CHECK_THAT(refusal(file_request(folder.path() / "a.xlsx")), ContainsSubstring("100 times its size"));
}

TEST_CASE("a table of a million columns is refused") {
    const GdalTool tool;
    CHECK_THAT(Workbook({{"s", header + row(2, text_cell("BDWGN2", "x")), "", ""}}).refused(),
               ContainsSubstring("has 1000000 columns; more than 1000 are not taken"));
    CHECK_THAT(Workbook({{"s", header + row(2, text_cell("ALM2", "x")), "", ""}}).refused(),
               ContainsSubstring("has 1001 columns"));
    const ScratchFolder folder;
    write_bytes(folder.path() / "a.csv", "code" + std::string(999'999, ',') + "\nA\n");
    CHECK_THAT(refusal(file_request(folder.path() / "a.csv")), ContainsSubstring("has 1000000 columns"));
}
