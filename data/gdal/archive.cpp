#include "data/gdal/archive.hpp"

#include "data/gdal/source_kind.hpp"
#include "spatial/error.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cstdint>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>
#include <vector>

namespace jingwei::gdal {

namespace {

constexpr std::uint64_t max_bytes = std::uint64_t{1} << 30;
constexpr std::uint64_t max_ratio = 100;
constexpr std::size_t max_files = 200;

struct ArchiveDeleter {
    void operator()(archive *a) const { archive_read_free(a); }
};
using ArchivePtr = std::unique_ptr<archive, ArchiveDeleter>;

class Descriptor {
  public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor() { close(m_fd); }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] int get() const { return m_fd; }

  private:
    int m_fd;
};

[[noreturn]] void refuse(const std::string &what) {
    throw Error(ErrorCode::bad_data, "the archive is refused: " + what);
}

ArchivePtr open_zip(const std::filesystem::path &path) {
    ArchivePtr zip(archive_read_new());
    archive_read_support_format_zip_seekable(zip.get());
    archive_read_set_options(zip.get(), "hdrcharset=GB18030");
    if (archive_read_open_filename(zip.get(), path.c_str(), 1 << 16) != ARCHIVE_OK) {
        refuse("it cannot be read as a zip; pack the files again");
    }
    return zip;
}

/// The name an entry may be unpacked under.
std::string flat_name(archive_entry *entry) {
    const char *utf8 = archive_entry_pathname_utf8(entry);
    const std::string name = utf8 != nullptr ? utf8 : "";
    if (archive_entry_filetype(entry) == AE_IFLNK || archive_entry_symlink(entry) != nullptr ||
        archive_entry_hardlink(entry) != nullptr) {
        refuse(fmt::format("'{}' is a link; pack the files themselves", name));
    }
    if (name.find_first_of("/\\") != std::string::npos) {
        refuse(fmt::format("'{}' lies in a folder; pack the files without folders", name));
    }
    if (archive_entry_filetype(entry) != AE_IFREG || name.empty() || name[0] == '.' || name.size() > 200 ||
        name.find_first_of(std::string_view(":\0", 2)) != std::string::npos) {
        refuse(fmt::format("'{}' is not a plain file with a plain name", name));
    }
    return name;
}

void write_all(int fd, const char *bytes, std::size_t count) {
    while (count > 0) {
        const auto written = write(fd, bytes, count);
        if (written < 0) {
            throw Error(ErrorCode::machine, "cannot unpack the archive: the temporary folder is full or not writable");
        }
        bytes += written;
        count -= static_cast<std::size_t>(written);
    }
}

/// Unpacks one entry; `total` is what has been unpacked so far and may reach `limit`.
void unpack_entry(archive *zip, const std::filesystem::path &target, std::uint64_t &total, std::uint64_t limit) {
    const Descriptor file(open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.get() < 0) {
        refuse(fmt::format("'{}' comes twice or cannot be written", target.filename().string()));
    }
    std::array<char, 1 << 16> buffer{};
    while (true) {
        const auto got = archive_read_data(zip, buffer.data(), buffer.size());
        if (got < 0) {
            refuse(fmt::format("'{}' is damaged or encrypted; pack the files again", target.filename().string()));
        }
        if (got == 0) {
            return;
        }
        total += static_cast<std::uint64_t>(got);
        if (total > limit) {
            refuse(
                "it unpacks to more than 1 GiB or more than 100 times its size; unpack it yourself and import the file inside");
        }
        write_all(file.get(), buffer.data(), static_cast<std::size_t>(got));
    }
}

} // namespace

void unpack(const std::filesystem::path &path, const std::filesystem::path &into) {
    const auto zip = open_zip(path);
    const auto limit = std::min<std::uint64_t>(max_bytes, max_ratio * std::filesystem::file_size(path));
    std::uint64_t total = 0;
    archive_entry *entry = nullptr;
    for (std::size_t files = 0;; ++files) {
        const int status = archive_read_next_header(zip.get(), &entry);
        if (status == ARCHIVE_EOF) {
            return;
        }
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
            refuse("it is damaged or not a zip; pack the files again");
        }
        if (files == max_files) {
            refuse(fmt::format("it holds more than {} files", max_files));
        }
        unpack_entry(zip.get(), into / flat_name(entry), total, limit);
    }
}

std::filesystem::path importable_file(const std::filesystem::path &folder) {
    std::vector<std::filesystem::path> found;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        if (const auto kind = kind_of(entry.path()); kind && *kind != SourceKind::zip) {
            found.push_back(entry.path());
        }
    }
    if (found.empty()) {
        refuse("it holds no .shp, .geojson, .gpkg or .csv file");
    }
    if (found.size() > 1) {
        refuse(fmt::format("it holds {} files to import ({}, {}…); pack one layer an archive", found.size(),
                           found[0].filename().string(), found[1].filename().string()));
    }
    return found.front();
}

} // namespace jingwei::gdal
