#include "data/import_fields.hpp"
#include "data/import_values.hpp"
#include "spatial/error.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::data;
using Catch::Matchers::ContainsSubstring;
using gdal_protocol::SerialDays;
using Texts = std::vector<std::string>;

namespace {

const std::chrono::sys_days day = std::chrono::year{2026} / 11 / 22;
constexpr std::array targets{ImportTarget{"code", true, "编码"}, ImportTarget{"phone", false, ""},
                             ImportTarget{"name", false, ""}, ImportTarget{"from", false, ""},
                             ImportTarget{"count", false, ""}};

/// One row, and what was said about it.
struct Row {
    explicit Row(const Texts &values, SerialDays serial = SerialDays::none)
        : map(targets, {"编码", "phone", "name", "from", "count"}, {}), reader(map, feature_of(values, serial), problems) {}

    const GdalFeature &feature_of(const Texts &values, SerialDays serial) {
        feature.line = 7;
        feature.values.assign(values.begin(), values.end());
        feature.serial = serial;
        return feature;
    }
    [[nodiscard]] std::string said() const { return problems.empty() ? "" : problems.front().reason; }

    FieldMap map;
    GdalFeature feature;
    std::vector<RowProblem> problems;
    ImportRow reader;
};

} // namespace

TEST_CASE("a day is read in six spellings") {
    for (const char *text : {"2026-11-22", "2026/11/22", "2026.11.22", "20261122", "2026年11月22日", "２０２６－１１－２２",
                             "2026-11-22T00:00:00", "2026/11/22 0:00:00", "\u00A02026-11-22 "}) {
        CAPTURE(text);
        CHECK(day_value(text, SerialDays::none) == day);
    }
    CHECK(day_value("2026年1月5日", SerialDays::none) == std::chrono::sys_days(std::chrono::year{2026} / 1 / 5));
    CHECK(day_value("46348", SerialDays::from_1899) == day);
    CHECK(day_value("44886", SerialDays::from_1904) == day);
    CHECK_FALSE(day_value("46348", SerialDays::none));
}

TEST_CASE("what is no day, or one that could be two, is none") {
    for (const char *text : {"22/11/2026", "11/12/2026", "26-11-22", "2026-13-01", "2026-02-30", "2026-11/22", "2026-11",
                             "2026-11-22 08:30", "20261322", "463480", "2026 11 22", "今天", ""}) {
        CAPTURE(text);
        CHECK_FALSE(day_value(text, SerialDays::from_1899));
    }
}

TEST_CASE("numbers are read full-width and with thousands separators, but a decimal comma is none") {
    CHECK(number_value("1,234,567.5") == 1'234'567.5);
    CHECK(number_value("１２３．５") == 123.5);
    CHECK(number_value("１，２３４") == 1234);
    CHECK(number_value("-12,345") == -12345);
    CHECK(number_value("+7.5e3") == 7500);
    for (const char *text : {"1,5", "12,34", "1234,567", ",123", "1,234,5", "1.5,000", "nan", "inf", "7 m", "+-7", ""}) {
        CAPTURE(text);
        CHECK_FALSE(number_value(text));
    }
}

TEST_CASE("blanks of every kind are taken from both ends, and a text kept from Excel is unpacked") {
    CHECK(plain_value(" \xE3\x80\x80\xC2\xA0网 格\xE2\x80\x8B\t\r\n") == "网 格");
    CHECK(plain_value("=\"0990\"") == "0990");
    CHECK(plain_value("=A1&\"x\"") == "=A1&\"x\"");
    CHECK(plain_value("\xE3\x80\x80").empty());
    CHECK(trimmed_value(" =\"0990\" ") == "=\"0990\"");
}

TEST_CASE("codes, phones and days in full-width characters come in ASCII, names as they are") {
    Row row({"９９０１０１Ａ－１", "１３８００００５６７８", "Ａ座", "2026年11月22日", "１，２００"});
    CHECK(row.reader.code() == "990101A-1");
    CHECK(row.reader.phone("phone") == "13800005678");
    CHECK(row.reader.text("name") == "Ａ座");
    CHECK(row.reader.date("from", 0) == day.time_since_epoch() / std::chrono::milliseconds(1));
    CHECK(row.reader.count("count") == 1200);
    CHECK(row.problems.empty());
}

TEST_CASE("a code or phone that a spreadsheet shortened is refused with row and column") {
    for (const char *code : {"6.2E+14", "6.20102e+17", "6.2E14", "6E+14", "６．２Ｅ＋１４"}) {
        const Row row({code, "", "x", "", ""});
        CAPTURE(code);
        REQUIRE(row.problems.size() == 1);
        CHECK(row.problems[0].line == 7);
        CHECK_THAT(row.said(), ContainsSubstring("code (column '编码')") && ContainsSubstring("format the column as text"));
    }
    CHECK_THAT(Row({"A", "1.38E+10", "x", "", ""}).said(), ContainsSubstring("phone (column 'phone') is '1.38E+10'"));
    CHECK(Row({"1E10", "", "6.2E+14", "", ""}).problems.empty());
}

TEST_CASE("an error of a formula and a formula without a value are refused once, in any column taken") {
    Row row({"A", "", "#N/A", "=TODAY()", "#DIV/0!"});
    REQUIRE(row.problems.size() == 3);
    CHECK_THAT(row.problems[0].reason, ContainsSubstring("count (column 'count') is #DIV/0!"));
    CHECK_THAT(row.problems[1].reason,
               ContainsSubstring("from (column 'from') is a formula whose value is not in the file (=TODAY())"));
    CHECK_THAT(row.problems[2].reason, ContainsSubstring("name (column 'name') is #N/A: the formula in the cell has failed"));
    CHECK_FALSE(row.reader.date("from", 0));
    CHECK_FALSE(row.reader.count("count"));
    CHECK(row.problems.size() == 3);
}

TEST_CASE("a text with a control character or of more than 200 characters is refused with row and column") {
    const std::string long_name = [] {
        std::string text;
        for (int i = 0; i < 200; ++i) {
            text += "网";
        }
        return text;
    }();
    CHECK(text_fault(long_name).empty());
    CHECK_THAT(text_fault(long_name + "x"), ContainsSubstring("has 201 characters; a text has at most 200"));
    CHECK_THAT(text_fault("甲\n乙"), ContainsSubstring("a line break (U+000A)"));
    CHECK_THAT(text_fault("甲\x07"), ContainsSubstring("a control character (U+0007)"));
    CHECK_THAT(text_fault("甲\u202E乙"), ContainsSubstring("(U+202E)"));
    CHECK_THAT(text_fault("甲\uFFFD乙"), ContainsSubstring("a character that was lost (U+FFFD)"));
    const Row row({"A", "", "东门\r\n球机", "", ""});
    REQUIRE(row.problems.size() == 1);
    CHECK(row.problems[0].line == 7);
    CHECK_THAT(row.said(), ContainsSubstring("name (column 'name') holds a line break"));
    CHECK(Row({"A", "", "东门\r\n", "", ""}).problems.empty());
}

TEST_CASE("a code is no name of a folder, which no address could reach") {
    for (const char *code : {".", ".."}) {
        CAPTURE(code);
        CHECK_FALSE(is_code(code));
        Row row({code, "", "", "", ""});
        row.reader.code();
        CHECK_THAT(row.said(), ContainsSubstring(fmt::format("'{}' is no code: 1 to 32 letters", code)) &&
                                   ContainsSubstring("not '.' or '..' alone"));
    }
    for (const char *code : {"...", ".a", "a.", "-", "_"}) {
        CAPTURE(code);
        CHECK(is_code(code));
    }
}

TEST_CASE("a serial number is a day in a workbook only, and an unclear day is refused with what to write") {
    Row sheet({"A", "", "", "46348", ""}, SerialDays::from_1899);
    CHECK(sheet.reader.date("from", 0) == day.time_since_epoch() / std::chrono::milliseconds(1));
    Row mac({"A", "", "", "44886", ""}, SerialDays::from_1904);
    CHECK(mac.reader.date("from", 0) == day.time_since_epoch() / std::chrono::milliseconds(1));
    Row csv({"A", "", "", "46348", ""});
    CHECK_FALSE(csv.reader.date("from", 0));
    CHECK_THAT(csv.said(), ContainsSubstring("is no date; write it as YYYY-MM-DD"));
    CHECK_THAT(csv.said(), ContainsSubstring("give the column a date format"));
    Row unclear({"A", "", "", "11/12/2026", ""}, SerialDays::from_1899);
    CHECK_FALSE(unclear.reader.date("from", 0));
    CHECK_THAT(unclear.said(), ContainsSubstring("'11/12/2026'") && ContainsSubstring("the year first"));
}

TEST_CASE("two fields of one name are refused only where the name is used") {
    CHECK_THROWS_WITH(FieldMap(targets, {"编码", "name", "name"}, {}),
                      ContainsSubstring("two fields called 'name' (numbers 2 and 3)"));
    try {
        const FieldMap map(targets, {"编码", "name", "name"}, {});
        FAIL("was taken");
    } catch (const Error &error) {
        CHECK(error.code() == ErrorCode::bad_data);
    }
    CHECK(FieldMap(targets, {"编码", "remark", "remark"}, {}).field_of("code") == 0U);
}
