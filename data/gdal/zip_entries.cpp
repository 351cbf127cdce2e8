#include "data/gdal/zip_entries.hpp"

#include "data/gdal/text_encoding.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <fmt/format.h>

namespace jingwei::gdal {

namespace {

bool holds_control(std::string_view name) {
    return std::ranges::any_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

/// With control characters as question marks, so that a message is one line.
std::string printable(std::string name) {
    std::ranges::replace_if(
        name, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
    return name;
}

} // namespace

void ZipEntries::Closer::operator()(archive *a) const {
    archive_read_free(a);
}

ZipEntries::ZipEntries(const std::filesystem::path &file, const ZipLimits &limits, std::string what)
    : m_zip(archive_read_new()), m_limits(limits), m_what(std::move(what)), m_zip_bytes(std::filesystem::file_size(file)) {
    archive_read_support_format_zip_seekable(m_zip.get());
    if (archive_read_open_filename(m_zip.get(), file.c_str(), 1 << 16) != ARCHIVE_OK) {
        refuse(fmt::format("it is damaged or not a zip; {}", m_limits.mend));
    }
}

ZipEntries::~ZipEntries() = default;

void ZipEntries::refuse(const std::string &why) const {
    throw Error(ErrorCode::bad_data, fmt::format("the {} is refused: {}", m_what, why));
}

bool ZipEntries::next() {
    const int status = archive_read_next_header(m_zip.get(), &m_entry);
    if (status == ARCHIVE_EOF) {
        return false;
    }
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
        refuse(fmt::format("it is damaged or not a zip; {}", m_limits.mend));
    }
    if (++m_count > m_limits.entries) {
        refuse(fmt::format("it holds more than {} entries", m_limits.entries));
    }
    m_name = clean_name(readable_name());
    check_entry();
    return true;
}

bool ZipEntries::is_folder() const {
    return archive_entry_filetype(m_entry) == AE_IFDIR;
}

void ZipEntries::check_entry() {
    const auto type = archive_entry_filetype(m_entry);
    if (type == AE_IFLNK || archive_entry_symlink(m_entry) != nullptr || archive_entry_hardlink(m_entry) != nullptr) {
        refuse(fmt::format("'{}' is a link; pack the files themselves", m_name));
    }
    if (type != AE_IFREG && type != AE_IFDIR) {
        refuse(fmt::format("'{}' is neither a file nor a folder", m_name));
    }
    if (archive_entry_is_encrypted(m_entry) != 0) {
        refuse(fmt::format("'{}' is encrypted; pack the files without a password", m_name));
    }
}

/// The name as UTF-8. A zip without the UTF-8 flag holds what the packing machine used: here UTF-8 or GBK.
std::string ZipEntries::readable_name() const {
    const char *bytes = archive_entry_pathname(m_entry);
    std::string raw = bytes != nullptr ? bytes : "";
    if (is_utf8(raw)) {
        return raw;
    }
    static const TextDecoder gbk("GB18030");
    const auto name = gbk.decode(raw);
    if (!name) {
        refuse(fmt::format("the name of entry {} can be read neither as UTF-8 nor as GBK; pack the files again", m_count));
    }
    return *name;
}

std::string ZipEntries::clean_name(const std::string &name) const {
    const auto shown = printable(name);
    if (name.empty() || holds_control(name)) {
        refuse(fmt::format("an entry's name is empty or holds control characters ('{}')", shown));
    }
    std::string clean;
    std::string part;
    for (const char c : name + '/') {
        if (c != '/' && c != '\\') {
            part += c;
            continue;
        }
        const bool leads_out = part == ".." || (part.empty() && clean.empty()) || part.find(':') != std::string::npos;
        if (leads_out || part.size() > 200) {
            refuse(fmt::format("the name '{}' is absolute, holds '..' or ':', or is too long; pack the files with plain names",
                               shown));
        }
        if (!part.empty() && part != ".") {
            clean += (clean.empty() ? "" : "/") + part;
        }
        part.clear();
    }
    return clean;
}

void ZipEntries::read(const std::function<void(std::string_view)> &take) {
    std::array<char, 1 << 16> buffer{};
    while (true) {
        const auto got = archive_read_data(m_zip.get(), buffer.data(), buffer.size());
        if (got < 0) {
            refuse(fmt::format("'{}' is damaged or encrypted; {}, without a password", m_name, m_limits.mend));
        }
        if (got == 0) {
            return;
        }
        m_total += static_cast<std::uint64_t>(got);
        check_total();
        take({buffer.data(), static_cast<std::size_t>(got)});
    }
}

void ZipEntries::check_total() const {
    const bool too_many = m_total > m_limits.bytes;
    const bool bomb = m_total > m_limits.free_bytes && m_total / m_limits.ratio > m_zip_bytes;
    if (too_many || bomb) {
        refuse(fmt::format("it unpacks to more than {} MiB or more than {} times its size; unpack it yourself and import the "
                           "file inside",
                           m_limits.bytes >> 20, m_limits.ratio));
    }
}

} // namespace jingwei::gdal
