#include "data/export_file.hpp"
#include "data/export_zone.hpp"
#include "data/import_fields.hpp"
#include "data/text_form.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/import_bench.hpp"

#include <fmt/format.h>
#include <fstream>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string cameras = "code,name,kind,lon,lat\n";

/// The note of a kind, or an empty one.
ImportNote note_of(const ImportReport &report, std::string_view kind) {
    const auto found = std::ranges::find(report.notes, kind, &ImportNote::kind);
    return found != report.notes.end() ? *found : ImportNote{};
}

using LineNumbers = std::vector<std::size_t>;

} // namespace

TEST_CASE("a row with more values than the header is refused with its line, and empty ones at its end are not") {
    ImportBench bench;
    const std::string head = "code,kind,lon,lat,frame,name\n";
    bench.request.frame.reset();
    const auto said = refusal_of(bench, ImportLayer::cameras,
                                 head + "A1,dome,104.001,36.001,wgs84,东门,北侧 3 号杆\nA2,dome,104.001,36.001,wgs84,东门,,\n"
                                        "A3,dome,104.001,36.001,wgs84,a,b,c\n");
    CHECK_THAT(said, ContainsSubstring("lines 2, 4: the header has 6 columns, and these rows have values in more (up to 8)"));
    CHECK_THAT(said, ContainsSubstring("put a text that holds ',' in quotes"));
    const auto report = bench.import_text(ImportLayer::cameras, head + "A1,dome,104.001,36.001,wgs84,\"东门,北侧\n3 号杆\"\n"
                                                                       "A2,dome,104.001,36.001,wgs84,东门,,\"\",\r\n");
    REQUIRE(report.problems.size() == 1); // the line break in the name, and nothing else
    CHECK(report.problems[0].line == 2);
    for (const std::string separator : {";", "\t", "|"}) {
        auto text = head + "A1,dome,104.001,36.001,wgs84,东门,x\n";
        std::ranges::replace(text, ',', separator[0]);
        CHECK_THAT(refusal_of(bench, ImportLayer::cameras, text), ContainsSubstring("line 2: the header has 6 columns"));
    }
}

TEST_CASE("a bar that is the second byte of a GBK character separates nothing") {
    ImportBench bench;
    const auto said = refusal_of(bench, ImportLayer::people, "code|name|phone\nP1|\x81\x7C|\n");
    CHECK_THAT(said, ContainsSubstring("WRITTEN"));
}

TEST_CASE("a file without a byte says that it is empty") {
    ImportBench bench;
    CHECK_THAT(refusal_of(bench, ImportLayer::people, ""), ContainsSubstring("'rows.csv' is empty: it has no bytes"));
}
