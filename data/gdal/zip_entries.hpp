#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct archive;
struct archive_entry;

namespace jingwei::gdal {

/// What a zip may hold before it is refused.
struct ZipLimits {
    std::uint64_t bytes = std::uint64_t{1} << 30; ///< unpacked, all entries together
    std::uint64_t ratio = 100;                    ///< unpacked bytes a byte of the zip, looked at above `free_bytes`
    std::uint64_t free_bytes = 0;
    std::size_t entries = 10'000;              ///< of any kind, folders too
    const char *mend = "pack the files again"; ///< what helps where it is damaged
};

/// The entries of a zip, one after another, within limits. Links, encrypted entries and names that lead out of the archive
/// are refused. Every refusal is an Error{bad_data} that begins with "the <what> is refused". Not thread-safe.
class ZipEntries {
  public:
    ZipEntries(const std::filesystem::path &file, const ZipLimits &limits, std::string what);
    ~ZipEntries();
    ZipEntries(const ZipEntries &) = delete;
    ZipEntries &operator=(const ZipEntries &) = delete;

    /// Steps to the next entry; false after the last.
    [[nodiscard]] bool next();
    /// UTF-8 with '/' between parts, whether the zip had UTF-8 or GBK and said so or not; no part is empty, "." or "..".
    [[nodiscard]] const std::string &name() const { return m_name; }
    [[nodiscard]] bool is_folder() const;
    /// Hands out the entry's bytes, piece by piece.
    void read(const std::function<void(std::string_view)> &take);

    [[noreturn]] void refuse(const std::string &why) const;

  private:
    void check_entry();
    void check_total() const;
    [[nodiscard]] std::string readable_name() const;
    [[nodiscard]] std::string clean_name(const std::string &name) const;

    struct Closer {
        void operator()(archive *a) const;
    };
    std::unique_ptr<archive, Closer> m_zip;
    archive_entry *m_entry = nullptr; ///< owned by the archive
    ZipLimits m_limits;
    std::string m_what;
    std::string m_name;
    std::uint64_t m_zip_bytes;
    std::uint64_t m_total = 0;
    std::size_t m_count = 0;
};

} // namespace jingwei::gdal
