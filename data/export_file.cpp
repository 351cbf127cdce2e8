#include "data/export_file.hpp"

#include "data/disk_full.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace jingwei::data {

namespace {

namespace fs = std::filesystem;

constexpr std::array<const char *, 5> shapefile_ends{".shp", ".shx", ".dbf", ".prj", ".cpg"};

[[noreturn]] void fail_to_write(const fs::path &file) {
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) {
        throw DiskFull(fmt::format("cannot write {}: the disk is full; make room and try again", file.filename().string()));
    }
    throw Error(ErrorCode::machine, fmt::format("cannot write {}: {}", file.string(), std::strerror(errno)));
}

[[noreturn]] void refuse_existing(const fs::path &file) {
    throw Error(ErrorCode::bad_call,
                fmt::format("'{}' is there already; choose another name, or say --overwrite", file.string()));
}

void sync_file(const fs::path &file) {
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) {
        close(descriptor);
    }
    if (!synced) {
        fail_to_write(file);
    }
}

/// Renames; an existing file is in the way unless `overwrite`.
void move_to(const fs::path &from, const fs::path &to, bool overwrite) {
    const unsigned flags = overwrite ? 0 : RENAME_NOREPLACE;
    if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0) {
        return;
    }
    if (errno == EEXIST) {
        refuse_existing(to);
    }
    // not every file system knows RENAME_NOREPLACE
    if (errno != EINVAL || fs::exists(to) || std::rename(from.c_str(), to.c_str()) != 0) {
        fail_to_write(to);
    }
}

/// The end of a name in lower case: "a.SHP" has ".shp".
std::string end_of(const fs::path &file) {
    std::string end = file.extension().string();
    std::ranges::transform(end, end.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return end;
}

/// What is made, the file of the target's own end last.
std::vector<fs::path> made_in(const fs::path &folder, const fs::path &target) {
    std::vector<fs::path> made;
    for (const auto &entry : fs::directory_iterator(folder)) {
        made.push_back(entry.path());
    }
    std::ranges::sort(made);
    std::ranges::stable_partition(made, [&](const fs::path &file) { return end_of(file) != end_of(target); });
    return made;
}

/// -1 where it is none, or a link to one.
int open_folder(const fs::path &folder) {
    return open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/// Whether the open folder still stands under its name.
bool is_there(const fs::path &folder, int descriptor) {
    struct stat named {};
    struct stat opened {};
    return lstat(folder.c_str(), &named) == 0 && fstat(descriptor, &opened) == 0 && named.st_ino == opened.st_ino &&
           named.st_dev == opened.st_dev;
}

/// The folder, locked where the file system can; -1 where it is gone.
int locked_folder(const fs::path &folder) {
    const int descriptor = open_folder(folder);
    if (descriptor >= 0) {
        static_cast<void>(flock(descriptor, LOCK_EX));
    }
    if (descriptor >= 0 && !is_there(folder, descriptor)) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

/// Removes the folder if it is this user's and nobody holds its lock.
void remove_left_over(const fs::path &folder) {
    const int descriptor = open_folder(folder);
    struct stat status {};
    if (descriptor >= 0 && fstat(descriptor, &status) == 0 && status.st_uid == geteuid() &&
        flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
}

} // namespace

PrivateFolder::PrivateFolder(const fs::path &parent, std::string_view name) {
    constexpr int most_tries = 100; // another one may sweep it before it is locked
    sweep_private_folders(parent, name);
    for (int tries = 0; m_lock < 0 && tries < most_tries; ++tries) {
        std::string pattern = (parent / fmt::format("{}XXXXXX", name)).string();
        if (mkdtemp(pattern.data()) == nullptr) {
            break;
        }
        m_path = pattern;
        m_lock = locked_folder(m_path);
    }
    if (m_lock < 0) {
        throw Error(ErrorCode::machine,
                    fmt::format("cannot write in the folder {}: {}", parent.string(), std::strerror(errno)));
    }
}

PrivateFolder::~PrivateFolder() {
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
    close(m_lock);
}

void sweep_private_folders(const fs::path &parent, std::string_view name) noexcept {
    try {
        for (const auto &entry : fs::directory_iterator(parent)) {
            if (entry.path().filename().string().starts_with(name)) {
                remove_left_over(entry.path());
            }
        }
    } catch (const std::exception &) { // a folder that cannot be read holds nothing of ours
        return;
    }
}

OutputFile::OutputFile(const fs::path &file) : m_descriptor(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {
    if (m_descriptor < 0) {
        fail_to_write(file);
    }
}

OutputFile::~OutputFile() {
    close(m_descriptor);
}

void OutputFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            fail_to_write("the file");
        }
        bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
}

fs::path temporary_folder() {
    std::error_code error;
    auto folder = fs::temp_directory_path(error);
    if (error) {
        const char *named = std::getenv("TMPDIR"); // NOLINT(concurrency-mt-unsafe)
        throw Error(ErrorCode::machine,
                    fmt::format("there is no folder for temporary files at {}; make it, or name another one in "
                                "TMPDIR",
                                named != nullptr ? named : "/tmp"));
    }
    return folder;
}

fs::path folder_of(const fs::path &target) {
    return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

void require_free(const fs::path &target, bool overwrite) {
    std::error_code ignored;
    if (!fs::is_directory(folder_of(target), ignored)) {
        throw Error(ErrorCode::machine, fmt::format("there is no folder {}; make it first", folder_of(target).string()));
    }
    if (fs::is_directory(target, ignored)) {
        throw Error(ErrorCode::bad_call, fmt::format("'{}' is a folder; name a file", target.string()));
    }
    if (overwrite) {
        return;
    }
    if (fs::exists(fs::symlink_status(target, ignored))) {
        refuse_existing(target);
    }
    for (const char *end : shapefile_ends) {
        const auto beside = fs::path(target).replace_extension(end);
        if (end_of(target) == ".shp" && fs::exists(fs::symlink_status(beside, ignored))) {
            refuse_existing(beside);
        }
    }
}

void put_in_place(const fs::path &folder, const fs::path &target, bool overwrite) {
    const auto made = made_in(folder, target);
    std::ranges::for_each(made, sync_file);
    std::vector<fs::path> placed;
    try {
        for (const auto &file : made) {
            const auto to = end_of(file) == end_of(target) ? target : fs::path(target).replace_extension(file.extension());
            move_to(file, to, overwrite);
            placed.push_back(to);
        }
    } catch (...) {
        std::error_code ignored;
        std::ranges::for_each(placed, [&](const fs::path &file) { fs::remove(file, ignored); });
        throw;
    }
}

} // namespace jingwei::data
