#include "data/gdal/archive.hpp"

#include "data/gdal/source_kind.hpp"
#include "data/gdal/zip_entries.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <map>
#include <unistd.h>
#include <vector>

namespace jingwei::gdal {

namespace {

constexpr std::size_t max_files = 200;
constexpr std::size_t max_geodatabase_files = 2'000;

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

bool ends_with(std::string_view name, std::string_view end) {
    return name.size() >= end.size() && std::ranges::equal(name.substr(name.size() - end.size()), end, [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) == b;
           });
}

std::vector<std::string> parts_of(const std::string &name) {
    std::vector<std::string> parts(1);
    for (const char c : name) {
        if (c == '/') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

/// What file managers leave in an archive.
bool is_litter(const std::vector<std::string> &parts) {
    return std::ranges::find(parts, "__MACOSX") != parts.end() || parts.back().empty() || parts.back()[0] == '.' ||
           parts.back() == "Thumbs.db" || parts.back() == "desktop.ini";
}

bool is_nested_archive(std::string_view name) {
    constexpr std::array<std::string_view, 10> ends{".zip", ".kmz", ".rar", ".7z", ".tar",
                                                    ".gz",  ".tgz", ".bz2", ".xz", ".zst"};
    return std::ranges::any_of(ends, [&](auto end) { return ends_with(name, end); });
}

/// Unpacks one archive and remembers where each name came from.
class Unpacking {
  public:
    Unpacking(ZipEntries &zip, std::filesystem::path into) : m_zip(zip), m_into(std::move(into)) {}

    void take_entry() {
        const auto parts = parts_of(m_zip.name());
        if (m_zip.is_folder() || is_litter(parts)) {
            return;
        }
        if (is_nested_archive(parts.back())) {
            m_zip.refuse(
                fmt::format("'{}' is an archive in the archive; unpack it and pack its files themselves", m_zip.name()));
        }
        const auto target = target_of(parts);
        const auto [first, is_new] = m_origin.emplace(target, m_zip.name());
        if (!is_new) {
            m_zip.refuse(fmt::format("'{}' and '{}' would both be unpacked as '{}'; rename one, or pack one folder only",
                                     first->second, m_zip.name(), target.string()));
        }
        write_entry(target);
    }

  private:
    /// Below the folder of unpacking: the last name, or `x.gdb/name`.
    std::filesystem::path target_of(const std::vector<std::string> &parts) {
        const auto folder = std::find_if(parts.begin(), parts.end() - 1, [](const auto &p) { return ends_with(p, ".gdb"); });
        const bool in_geodatabase = folder != parts.end() - 1;
        auto &count = in_geodatabase ? m_geodatabase_files : m_files;
        const auto limit = in_geodatabase ? max_geodatabase_files : max_files;
        if (++count > limit) {
            m_zip.refuse(fmt::format("it holds more than {} files", limit));
        }
        if (!in_geodatabase) {
            return parts.back();
        }
        if (folder + 2 != parts.end()) {
            m_zip.refuse(
                fmt::format("'{}' lies in a folder inside a geodatabase; a .gdb folder holds files only", m_zip.name()));
        }
        return std::filesystem::path(*folder) / parts.back();
    }

    void write_entry(const std::filesystem::path &target) {
        const auto path = m_into / target;
        std::error_code exists;
        std::filesystem::create_directory(path.parent_path(), exists);
        const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (file.get() < 0) {
            m_zip.refuse(fmt::format("'{}' cannot be unpacked under that name", m_zip.name()));
        }
        m_zip.read([&](std::string_view bytes) { write_all(file.get(), bytes); });
    }

    static void write_all(int fd, std::string_view bytes) {
        while (!bytes.empty()) {
            const auto written = write(fd, bytes.data(), bytes.size());
            if (written < 0) {
                throw Error(ErrorCode::machine,
                            fmt::format("cannot unpack the archive into the temporary folder ({}); check TMPDIR and its disk",
                                        std::strerror(errno)));
            }
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    ZipEntries &m_zip;
    std::filesystem::path m_into;
    std::map<std::filesystem::path, std::string> m_origin;
    std::size_t m_files = 0;
    std::size_t m_geodatabase_files = 0;
};

std::vector<std::filesystem::path> importable_files(const std::filesystem::path &folder) {
    std::vector<std::filesystem::path> found;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        const auto kind = kind_of(entry.path());
        if (kind && !is_archive(*kind) && entry.is_directory() == (kind == SourceKind::geodatabase)) {
            found.push_back(entry.path());
        }
    }
    if (found.empty()) {
        throw Error(ErrorCode::bad_data,
                    "the archive is refused: it holds nothing that can be imported; put in " + known_kinds());
    }
    std::ranges::sort(found);
    return found;
}

std::string names_of(const std::vector<std::filesystem::path> &files) {
    constexpr std::size_t shown = 20;
    std::string names;
    for (std::size_t i = 0; i < std::min(shown, files.size()); ++i) {
        names += (i > 0 ? ", " : "") + files[i].filename().string();
    }
    return names + (files.size() > shown ? ", …" : "");
}

} // namespace

void unpack(const std::filesystem::path &archive, const std::filesystem::path &into) {
    ZipEntries zip(archive, {}, "archive");
    Unpacking unpacking(zip, into);
    while (zip.next()) {
        unpacking.take_entry();
    }
}

Chosen choose_file(const std::filesystem::path &folder, const std::string &wanted) {
    const auto found = importable_files(folder);
    if (found.size() == 1) {
        return {found[0], wanted};
    }
    const auto slash = wanted.find('/');
    std::vector<std::filesystem::path> chosen;
    std::ranges::copy_if(found, std::back_inserter(chosen), [&](const auto &file) {
        return file.stem() == wanted.substr(0, slash) || file.filename() == wanted.substr(0, slash);
    });
    if (chosen.size() != 1) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("the archive holds {} files to import ({}); choose one with --source-layer, by its name "
                                "without the ending or, where two have the same, with it",
                                found.size(), names_of(found)));
    }
    return {chosen[0], slash == std::string::npos ? "" : wanted.substr(slash + 1)};
}

std::vector<Chosen> every_file(const std::filesystem::path &folder) {
    const auto found = importable_files(folder);
    std::vector<Chosen> files;
    for (const auto &file : found) {
        const auto same = std::ranges::count_if(found, [&](const auto &other) { return other.stem() == file.stem(); });
        const auto word = same == 1 ? file.stem() : file.filename();
        files.push_back({file, found.size() == 1 ? "" : word.string()});
    }
    return files;
}

} // namespace jingwei::gdal
