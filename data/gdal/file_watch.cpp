#include "data/gdal/file_watch.hpp"

#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sys/stat.h>

namespace jingwei::gdal {

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
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator(m_file.parent_path(), ignored)) {
        struct stat status {};
        if (entry.path().stem() == m_file.stem() && stat(entry.path().c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
            states.push_back({entry.path().filename(), static_cast<std::uintmax_t>(status.st_size),
                              status.st_mtim.tv_sec * std::int64_t{1'000'000'000} + status.st_mtim.tv_nsec});
        }
    }
    std::ranges::sort(states, {}, &State::name);
    return states;
}

} // namespace jingwei::gdal
