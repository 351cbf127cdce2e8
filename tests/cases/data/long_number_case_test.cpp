#include "tests/support/catch.hpp"
#include "tests/support/gdal_reading.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"

using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

// a code of 21 digits written as a JSON number became 9223372036854775807
TEST_CASE("a number longer than 64 bits is refused, not taken as the nearest") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto file = folder.path() / "a.geojson";
    write_bytes(file,
                R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":123456789012345678901},)"
                R"("geometry":{"type":"Point","coordinates":[104,36]}}]})");
    CHECK_THAT(refusal(file_request(file)),
               ContainsSubstring("line 1") && ContainsSubstring("'code'") && ContainsSubstring("write it as text"));
}
