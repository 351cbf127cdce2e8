#include "data/doctor.hpp"
#include "data/export.hpp"
#include "data/layer_columns.hpp"
#include "data/sample/sample.hpp"
#include "data/template.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/export_refusal.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;

namespace {

constexpr std::array layers_of_files{ImportLayer::grids,        ImportLayer::cameras,        ImportLayer::key_sites,
                                     ImportLayer::buildings,    ImportLayer::rental_houses,  ImportLayer::reference_lines,
                                     ImportLayer::people,       ImportLayer::assignments,    ImportLayer::roster,
                                     ImportLayer::divisions,    ImportLayer::staffing_rules, ImportLayer::organisations,
                                     ImportLayer::external_refs};

bool has_template(ImportLayer layer) {
    return layer != ImportLayer::grids && layer != ImportLayer::reference_lines;
}

/// The sample town with keys of another system, under file names that say nothing.
struct Bench {
    Bench() {
        store = new_store(folder.path() / "town.sqlite", make_sample(SampleSize::town, 1));
        ImportRequest request;
        request.layer = ImportLayer::cameras;
        request.file = folder.path() / "keyed.csv";
        write_bytes(request.file, "key,kind,lon,lat,frame\nK1,dome,104.17,36.54,cgcs2000\n");
        request.actor = {"test"};
        request.source = "雪亮平台";
        request.key = "key";
        REQUIRE(run_import(*store, request).written);
    }
    LayerExamination examine(const std::filesystem::path &file, const World *world) const {
        DoctorRequest request;
        request.file = file;
        const auto examination = examine_file(request, world);
        REQUIRE_FALSE(examination.layers.empty());
        return examination.layers.front();
    }
    std::filesystem::path save(ImportLayer layer, const std::string &level, const std::string &end) const {
        ExportRequest request;
        request.layer = layer;
        request.level = level;
        const auto file = folder.path() / ("f1." + end);
        request.format = export_format_of(file).value();
        export_to_file(*store, request, file, true);
        return file;
    }
    /// Proposed for what it is, with the store and without, and with nothing left to ask but the level of grids of many.
    void check(const std::filesystem::path &file, ImportLayer layer, bool outlines = true) const {
        const auto world = store->world();
        for (const World *known : {static_cast<const World *>(nullptr), world.get()}) {
            CAPTURE(import_layer_name(layer), file.extension(), known != nullptr);
            const auto advice = examine(file, known).advice;
            REQUIRE(advice.layer.has_value());
            CHECK(import_layer_name(*advice.layer) == import_layer_name(layer));
            CHECK(std::ranges::count(advice.open, OpenQuestion::outlines) == (outlines ? 0 : 1));
            const bool ready = std::ranges::all_of(advice.open, [&](OpenQuestion question) {
                return question == OpenQuestion::outlines || question == OpenQuestion::level;
            });
            CHECK(ready);
        }
    }
    GdalTool tool;
    ScratchFolder folder;
    std::unique_ptr<Store> store;
};

} // namespace

TEST_CASE("every template is proposed as the layer that it is a form for") {
    const Bench bench;
    for (const auto layer : layers_of_files) {
        if (has_template(layer)) {
            write_template(layer, nullptr, bench.folder.path() / "f1.xlsx", true);
            bench.check(bench.folder.path() / "f1.xlsx", layer);
        }
    }
}

TEST_CASE("every export of the sample town is proposed as the layer that it came from") {
    const Bench bench;
    for (const std::string end : {"csv", "xlsx", "gpkg", "geojson"}) {
        for (const auto layer : layers_of_files) {
            const bool outlined = layer == ImportLayer::grids || layer == ImportLayer::reference_lines;
            const auto levels = layer == ImportLayer::grids ? std::vector<std::string>{"", "township", "community", "grid"}
                                                            : std::vector<std::string>{""};
            for (const auto &level : levels) {
                CAPTURE(level);
                bench.check(bench.save(layer, level, end), layer, !(outlined && end == "xlsx"));
            }
        }
    }
}

TEST_CASE("kinds of cameras in a list tell cameras, whatever else is in it") {
    const Bench bench;
    const auto file = bench.folder.path() / "f1.csv";
    write_bytes(file, "设备编码,设备名称,设备类型,联系电话\nS1,东门,球机,19900000001\nS2,西门,枪机,19900000002\n"
                      "S3,南门,云台,19900000003\nS4,北门,球机,19900000004\n");
    for (const bool with_store : {false, true}) {
        const auto world = bench.store->world();
        const auto layer = bench.examine(file, with_store ? world.get() : nullptr);
        REQUIRE(layer.advice.layer.has_value());
        CHECK(import_layer_name(*layer.advice.layer) == "cameras");
        CHECK(std::ranges::count(layer.advice.because, "设备类型") == 1);
    }
}
