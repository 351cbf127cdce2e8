#include "data/gdal/write.hpp"

#include "data/gdal/dataset_target.hpp"
#include "data/gdal/pack.hpp"
#include "data/gdal/record_writer.hpp"
#include "data/gdal/workbook_target.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>

namespace jingwei::gdal {

namespace {

using gdal_protocol::WriteRecord;

void read_input(char *into, std::size_t count) {
    if (std::fread(into, 1, count, stdin) != count) {
        throw Error(ErrorCode::machine, "the tables broke off; is jingwei still there?");
    }
}

std::unique_ptr<Target> make_target(const std::string &format, const std::filesystem::path &folder,
                                    const std::string &encoding) {
    if (format == "xlsx") {
        return std::make_unique<WorkbookTarget>(folder);
    }
    if (format == "zip") {
        return std::make_unique<DatasetTarget>("shp", folder, encoding);
    }
    if (format == "shp" || format == "gpkg" || format == "fgb") {
        return std::make_unique<DatasetTarget>(format, folder, encoding);
    }
    throw Error(ErrorCode::bad_call, fmt::format("jingwei-gdal does not write .{}", format));
}

/// Feeds the target until the end record; answers the first table's name.
std::string write_all(Target &target) {
    std::string name;
    for (;;) {
        const auto record = data::read_record(read_input);
        data::RecordReader reader(record);
        switch (static_cast<WriteRecord>(reader.number<char>())) {
        case WriteRecord::table: {
            const auto table = read_table(reader);
            name = name.empty() ? table.name : name;
            target.begin(table);
            break;
        }
        case WriteRecord::row:
            target.add(read_row(reader));
            break;
        case WriteRecord::choices:
            target.choose(read_choices(reader));
            break;
        case WriteRecord::end:
            target.finish();
            return name;
        default:
            throw Error(ErrorCode::machine, "an unknown record was sent; are both programs of one version?");
        }
    }
}

void pack_all(const std::filesystem::path &folder, const std::string &name) {
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    pack(files, folder / (name + ".zip"));
}

} // namespace

void write_tables(const std::vector<std::string> &arguments) {
    if (arguments.size() != 3) {
        throw Error(ErrorCode::bad_call, "usage: jingwei-gdal --write FORMAT FOLDER ENCODING");
    }
    std::signal(SIGXFSZ, SIG_IGN); // a limit on file sizes is an error of writing, not a death
    const std::filesystem::path folder = arguments[1];
    const auto target = make_target(arguments[0], folder, arguments[2]);
    const auto name = write_all(*target);
    if (arguments[0] == "zip") {
        pack_all(folder, name);
    }
    RecordWriter end(gdal_protocol::RecordType::end);
    end.add_number(std::int64_t{1});
    end.send();
}

} // namespace jingwei::gdal
