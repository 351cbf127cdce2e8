#include "tests/support/catch.hpp"
#include "tests/support/gdal_reading.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"
#include "tests/support/zip_file.hpp"

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string body = "code,name\nA,B\n";
// 网格 and 表 in GBK
const std::string grids_gbk = "\xCD\xF8\xB8\xF1";
const std::string table_gbk = "\xB1\xED";

/// What a zip of these entries is refused for.
std::string refusal_of(const std::vector<ZipEntry> &entries, const std::string &layer = "") {
    const ScratchFolder folder;
    write_zip(folder.path() / "a.zip", entries);
    return refusal(file_request(folder.path() / "a.zip", layer));
}

std::size_t rows_of(const std::vector<ZipEntry> &entries, const std::string &layer = "") {
    const ScratchFolder folder;
    write_zip(folder.path() / "a.zip", entries);
    return read_all(file_request(folder.path() / "a.zip", layer)).size();
}

} // namespace

TEST_CASE("a folder in an archive does not matter, nor what file managers leave there") {
    const GdalTool tool;
    CHECK(rows_of({{"a.csv", body}}) == 1);
    CHECK(rows_of({{"bureau/", "", 040755}, {"bureau/empty/", "", 040755}, {"bureau/2026/a.csv", body}}) == 1);
    CHECK(rows_of({{"bureau\\2026\\a.csv", body}}) == 1);
    CHECK(rows_of({{"b/a.csv", body},
                   {"__MACOSX/b/._a.csv", "x"},
                   {"b/.DS_Store", "x"},
                   {"b/Thumbs.db", "x"},
                   {"b/desktop.ini", "x"},
                   {"b/readme.pdf", "x"}}) == 1);
}

TEST_CASE("names in GBK and in UTF-8 arrive, whatever the archive says of them") {
    const GdalTool tool;
    for (const auto &[folder_name, name] :
         {std::pair(grids_gbk, table_gbk), std::pair(std::string("网格"), std::string("表"))}) {
        for (const bool flagged : {false, true}) {
            const ScratchFolder folder;
            CAPTURE(name, flagged);
            if (flagged && name == table_gbk) {
                continue; // the flag says UTF-8
            }
            write_zip(folder.path() / "a.zip", {{folder_name + "/" + name + ".csv", body, 0100644, false, 0, 0, flagged}});
            const GdalStream stream(file_request(folder.path() / "a.zip"));
            CHECK(stream.header().layer == "表");
        }
    }
}

TEST_CASE("names that lead out of an archive are refused") {
    const GdalTool tool;
    for (const std::string name :
         {"../a.csv", "b/../../a.csv", "/etc/a.csv", "\\\\host\\a.csv", "C:\\a.csv", "http://x/a.csv", "b/..\\a.csv"}) {
        CAPTURE(name);
        CHECK_THAT(refusal_of({{name, body}}), ContainsSubstring("is refused") && ContainsSubstring("plain names"));
    }
    CHECK_THAT(refusal_of({{"a\nb.csv", body}}), ContainsSubstring("control characters ('a?b.csv')"));
    CHECK_THAT(refusal_of({{std::string(205, 'a'), body}}), ContainsSubstring("too long"));
}

TEST_CASE("links, nested archives and two files of one name are refused by name") {
    const GdalTool tool;
    CHECK_THAT(refusal_of({{"a.csv", "/etc/passwd", 0120777}}), ContainsSubstring("'a.csv' is a link"));
    CHECK_THAT(refusal_of({{"b/inner.ZIP", "PK"}}), ContainsSubstring("'b/inner.ZIP' is an archive in the archive"));
    CHECK_THAT(refusal_of({{"inner.rar", "Rar!"}, {"a.csv", body}}), ContainsSubstring("'inner.rar' is an archive"));
    CHECK_THAT(refusal_of({{"north/a.csv", body}, {"south/a.csv", body}}),
               ContainsSubstring("'north/a.csv' and 'south/a.csv' would both be unpacked as 'a.csv'"));
}

TEST_CASE("of several files in an archive the source layer chooses one by its stem") {
    const GdalTool tool;
    const std::vector<ZipEntry> two{{"a.csv", body}, {"b.csv", "code,name\n1,x\n2,y\n"}};
    CHECK_THAT(refusal_of(two), ContainsSubstring("2 files to import (a.csv, b.csv)") && ContainsSubstring("--source-layer"));
    CHECK_THAT(refusal_of(two, "c"), ContainsSubstring("(a.csv, b.csv)"));
    CHECK(rows_of(two, "b") == 2);
    CHECK(rows_of({{"a.csv", body}, {"a.geojson", "{}"}}, "a.csv") == 1);
    CHECK_THAT(refusal_of({{"readme.txt", body}}), ContainsSubstring("holds nothing that can be imported"));
}

TEST_CASE("an archive that is damaged or none is refused") {
    const GdalTool tool;
    const ScratchFolder folder;
    write_bytes(folder.path() / "a.zip", "PK\x03\x04 nothing of the kind");
    CHECK_THAT(refusal(file_request(folder.path() / "a.zip")), ContainsSubstring("the archive is refused"));
    write_bytes(folder.path() / "a.zip", "");
    CHECK_THAT(refusal(file_request(folder.path() / "a.zip")), ContainsSubstring("the archive is refused"));
}

TEST_CASE("an archive of too many files or a bomb is refused") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto zip = folder.path() / "a.zip";
    std::vector<ZipEntry> many;
    for (int i = 0; i < 201; ++i) {
        many.push_back({"f" + std::to_string(i) + ".txt", "x"});
    }
    write_zip(zip, many);
    CHECK_THAT(refusal(file_request(zip)), ContainsSubstring("more than 200 files"));
    constexpr std::uint32_t matches = 100'000;
    std::vector<ZipEntry> folders(10'001, {"f/", "", 040755});
    write_zip(zip, folders);
    CHECK_THAT(refusal(file_request(zip)), ContainsSubstring("more than 10000 entries"));
    write_zip(zip, {{"a.csv", deflated_zeros(matches), 0100644, true, 1 + 258 * matches, 0}});
    CHECK_THAT(refusal(file_request(zip)), ContainsSubstring("100 times its size"));
}
