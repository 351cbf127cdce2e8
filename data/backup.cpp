#include "data/backup.hpp"

#include "data/sqlite.hpp"

#include <SQLiteCpp/Backup.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace jingwei::data {

namespace {

namespace fs = std::filesystem;

constexpr int all_pages = -1;

void sync(const fs::path &path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    const bool synced = file >= 0 && ::fsync(file) == 0;
    const int error = errno;
    if (file >= 0) {
        ::close(file);
    }
    if (!synced) {
        throw Error(ErrorCode::machine, fmt::format("cannot write {} to the disk: {}", path.string(), std::strerror(error)));
    }
}

fs::path folder_of(const fs::path &path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

[[noreturn]] void refuse_taken(const fs::path &target) {
    throw Error(ErrorCode::bad_call, fmt::format("{} exists already; choose another name or move it away", target.string()));
}

/// A copy on the same folder that vanishes unless it was given its name.
struct Draft {
    fs::path path;
    explicit Draft(const fs::path &target) : path(fmt::format("{}.part-{}", target.string(), ::getpid())) { remove(); }
    ~Draft() { remove(); }
    Draft(const Draft &) = delete;
    Draft &operator=(const Draft &) = delete;
    void remove() const {
        std::error_code ignored;
        fs::remove(path, ignored);
        fs::remove(path.string() + "-journal", ignored);
    }
};

void copy_pages(Connection &source, const fs::path &target) {
    SQLite::Database copy(target, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
    SQLite::Backup backup(copy, source.database());
    if (backup.executeStep(all_pages) != SQLITE_DONE) {
        throw Error(ErrorCode::store_busy, "the store could not be read whole; try again");
    }
}

/// Out of WAL, so that the copy is one file that any program may read.
void leave_wal(const fs::path &copy) {
    SQLite::Database database(copy, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
    database.exec("PRAGMA journal_mode=DELETE");
}

} // namespace

void require_free(const fs::path &target) {
    std::error_code ignored;
    if (fs::symlink_status(target, ignored).type() != fs::file_type::not_found) {
        refuse_taken(target);
    }
    if (!fs::is_directory(folder_of(target), ignored)) {
        throw Error(ErrorCode::machine, fmt::format("the folder {} does not exist; make it first", folder_of(target).string()));
    }
}

void place_file(const fs::path &finished, const fs::path &target) {
    sync(finished, O_RDONLY);
    if (::renameat2(AT_FDCWD, finished.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno == EEXIST) {
            refuse_taken(target);
        }
        require_free(target); // a file system without RENAME_NOREPLACE
        if (::rename(finished.c_str(), target.c_str()) != 0) {
            throw Error(ErrorCode::machine, fmt::format("cannot name {}: {}", target.string(), std::strerror(errno)));
        }
    }
    sync(folder_of(target), O_RDONLY | O_DIRECTORY);
}

void back_up(Connection &source, const fs::path &target) {
    require_free(target);
    const Draft draft(target);
    try {
        copy_pages(source, draft.path);
        leave_wal(draft.path);
    } catch (const SQLite::Exception &failure) {
        throw to_error(failure, fmt::format("back up to {}", target.string()));
    }
    place_file(draft.path, target);
}

} // namespace jingwei::data
