#pragma once

#include "data/import.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"
#include "tests/support/world_text.hpp"

#include <fmt/format.h>

namespace jingwei::tests {

/// A new store in a folder of its own, with two townships 990402001 (甲镇) and 990402002 (乙镇) and room for files beside it.
class ImportBench {
  public:
    ImportBench() {
        data::Store::init(path);
        store = data::Store::open(path, data::Store::Mode::read_write);
        request.level = "township";
        const auto square = [](const char *code, const char *name, double x) {
            return fmt::format(R"({{"type":"Feature","properties":{{"code":"{0}","name":"{1}"}},"geometry":{{"type":"Polygon",)"
                               R"("coordinates":[[[{2},36],[{3},36],[{3},36.01],[{2},36.01],[{2},36]]]}}}})",
                               code, name, x, x + 0.01);
        };
        import(data::ImportLayer::grids,
               file("grids.geojson", fmt::format(R"({{"type":"FeatureCollection","features":[{},{}]}})",
                                                 square("990402001", "甲镇", 104), square("990402002", "乙镇", 104.01))));
        request.level.clear();
        request.frame = spatial::Frame::cgcs2000;
    }

    std::filesystem::path file(const std::string &name, const std::string &bytes) const {
        write_bytes(folder.path() / name, bytes);
        return folder.path() / name;
    }
    data::ImportReport import(data::ImportLayer layer, const std::filesystem::path &from) {
        request.layer = layer;
        request.file = from;
        request.actor = {"test"};
        auto report = data::run_import(*store, request);
        return report;
    }
    data::ImportReport import_text(data::ImportLayer layer, const std::string &bytes) {
        return import(layer, file("rows.csv", bytes));
    }
    /// One number out of the file, read beside the open store.
    [[nodiscard]] std::int64_t number(const std::string &sql) const {
        SQLite::Database database(path, SQLite::OPEN_READONLY);
        return database.execAndGet(sql).getInt64();
    }
    [[nodiscard]] std::string text(const std::string &sql) const {
        SQLite::Database database(path, SQLite::OPEN_READONLY);
        return database.execAndGet(sql).getString();
    }
    /// Whether the World that is served is the one that loading gives.
    [[nodiscard]] bool world_is_what_loading_gives() const {
        data::Connection connection(path, data::Connection::Role::read);
        return world_text(*store->world()) == world_text(*data::load_world(connection.database()));
    }

    GdalTool tool;
    ScratchFolder folder;
    std::filesystem::path path = folder.path() / "store.sqlite";
    std::unique_ptr<data::Store> store;
    data::ImportRequest request;
};

/// What a refused import says, whether thrown or reported, with the store as it was.
inline std::string refusal_of(ImportBench &bench, data::ImportLayer layer, const std::string &bytes) {
    const auto before = bench.store->world()->revision;
    std::string said;
    try {
        const auto report = bench.import_text(layer, bytes);
        for (const auto &problem : report.problems) {
            said += fmt::format("line {} {}: {}\n", problem.line, problem.code, problem.reason);
        }
        said += report.written ? "WRITTEN" : "";
    } catch (const Error &error) {
        said = error.what();
    }
    return said + (bench.store->world()->revision == before ? "" : "CHANGED");
}

} // namespace jingwei::tests
