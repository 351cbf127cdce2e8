#include "data/gdal/pack.hpp"

#include "data/gdal/target.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <fstream>
#include <memory>

namespace jingwei::gdal {

namespace {

using Archive = std::unique_ptr<struct archive, decltype(&archive_write_free)>;
using Entry = std::unique_ptr<struct archive_entry, decltype(&archive_entry_free)>;

class ZipWriter {
  public:
    explicit ZipWriter(std::filesystem::path file)
        : m_file(std::move(file)), m_archive(archive_write_new(), &archive_write_free) {
        require(archive_write_set_format_zip(m_archive.get()));
        require(archive_write_set_options(m_archive.get(), "hdrcharset=UTF-8"));
        require(archive_write_open_filename(m_archive.get(), m_file.c_str()));
    }
    void add(const std::filesystem::path &file) {
        const Entry entry(archive_entry_new(), &archive_entry_free);
        archive_entry_set_pathname(entry.get(), file.filename().c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(std::filesystem::file_size(file)));
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        require(archive_write_header(m_archive.get(), entry.get()));
        copy(file);
    }
    void close() { require(archive_write_close(m_archive.get())); }

  private:
    void copy(const std::filesystem::path &file) {
        std::ifstream in(file, std::ios::binary);
        std::array<char, 65'536> buffer{};
        while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0) {
            const auto count = static_cast<std::size_t>(in.gcount());
            if (archive_write_data(m_archive.get(), buffer.data(), count) != static_cast<la_ssize_t>(count)) {
                fail();
            }
        }
    }
    void require(int result) const {
        if (result != ARCHIVE_OK) {
            fail();
        }
    }
    [[noreturn]] void fail() const {
        const char *said = archive_error_string(m_archive.get());
        fail_to_write(m_file.parent_path(), said != nullptr ? said : "");
    }
    std::filesystem::path m_file;
    Archive m_archive;
};

} // namespace

void pack(const std::vector<std::filesystem::path> &files, const std::filesystem::path &archive) {
    ZipWriter zip(archive);
    for (const auto &file : files) {
        zip.add(file);
    }
    zip.close();
    for (const auto &file : files) {
        std::filesystem::remove(file);
    }
}

} // namespace jingwei::gdal
