#include "data/gdal/file_watch.hpp"

#include "data/gdal/source_kind.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <sys/stat.h>

namespace jingwei::gdal {

namespace {

std::string in_lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Whether GDAL reads `other`, which lies beside `file`, with it; endings in any case, as GDAL looks for them.
bool is_part(const std::filesystem::path &file, const std::filesystem::path &other) {
    const auto kind = kind_of(file);
    if (kind == SourceKind::geopackage) {
        const auto name = other.filename().string();
        return name == file.filename().string() + "-wal" || name == file.filename().string() + "-journal";
    }
    constexpr std::array<std::string_view, 4> of_shapefile{".shx", ".dbf", ".prj", ".cpg"};
    return kind == SourceKind::shapefile && other.stem() == file.stem() &&
           std::ranges::find(of_shapefile, in_lower_case(other.extension().string())) != of_shapefile.end();
}

} // namespace

FileWatch::FileWatch(std::filesystem::path file) : m_file(std::move(file)), m_before(look()) {}

void FileWatch::check() const {
    if (look() != m_before) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("'{}' was changed by another program while it was read; wait until that is done and import it "
                                "again",
                                m_file.filename().string()));
    }
}

std::vector<FileWatch::State> FileWatch::look() const {
    std::vector<State> states;
    const auto add = [&](const std::filesystem::path &path) {
        struct stat status {};
        if (stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
            states.push_back({path.filename(), static_cast<std::uintmax_t>(status.st_size),
                              status.st_mtim.tv_sec * std::int64_t{1'000'000'000} + status.st_mtim.tv_nsec});
        }
    };
    add(m_file);
    const auto folder = m_file.has_parent_path() ? m_file.parent_path() : std::filesystem::path(".");
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator(folder, ignored)) {
        if (is_part(m_file, entry.path())) {
            add(entry.path());
        }
    }
    std::ranges::sort(states, {}, &State::name);
    return states;
}

} // namespace jingwei::gdal
