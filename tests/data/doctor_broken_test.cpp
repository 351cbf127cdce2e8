#include "data/doctor.hpp"
#include "data/gdal_stream.hpp"
#include "spatial/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"

#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a Shapefile that was cut short is proposed as what it says to be") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto path = folder.path() / "cut.shp";
    ShapefileDraft draft{.fields = {"code", "attention"}, .rows = {}, .prj = cgcs2000_prj, .cpg = "UTF-8", .language_id = 0};
    for (int i = 0; i < 20; ++i) {
        draft.rows.push_back({{{104.1 + i * 0.001, 36.5}}, {fmt::format("S{}", i), "1"}});
    }
    write_shapefile(path, draft);
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    DoctorRequest request;
    request.file = path;
    const auto layers = examine_file(request, nullptr).layers;
    REQUIRE(layers.size() == 1);
    const auto &layer = layers.front();
    CHECK_FALSE(layer.broken.empty());
    CHECK(layer.advice.layer == ImportLayer::key_sites);
}

TEST_CASE("records of the importer are refused where they are broken, from whatever source they come") {
    const auto from = [](std::string bytes) {
        return [bytes = std::move(bytes), at = std::size_t{0}](char *into, std::size_t count) mutable {
            if (count > bytes.size() - at) {
                throw Error(ErrorCode::machine, "the source ended");
            }
            bytes.copy(into, count, at);
            at += count;
        };
    };
    CHECK_THROWS_WITH(GdalStream(from(std::string(4, '\0'))), ContainsSubstring("impossible length"));
    CHECK_THROWS_WITH(GdalStream(from(std::string("\xFF\xFF\xFF\xFF", 4))), ContainsSubstring("impossible length"));
    CHECK_THROWS_WITH(GdalStream(from(std::string("\x01\0\0\0Z", 5))), ContainsSubstring("did not begin with a header"));
    CHECK_THROWS_WITH(GdalStream(from(std::string("\x02\0\0\0HA", 6))), ContainsSubstring("broken record"));
    // a gigabyte announced, five bytes sent: the memory taken follows what came
    CHECK_THROWS_WITH(GdalStream(from(std::string("\0\0\0\x40HHHHH", 9))), ContainsSubstring("the source ended"));
}
