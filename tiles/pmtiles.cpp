#include "tiles/pmtiles.hpp"

#include "spatial/error.hpp"
#include "tiles/content_hash.hpp"
#include "tiles/gzip.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <stdexcept>
#include <unistd.h>

namespace jingwei::tiles {

namespace {

constexpr std::size_t header_bytes = 127;
constexpr std::size_t copy_bytes = std::size_t{1} << 20U;
constexpr int gzip_code = 2; ///< spec chapter 3.3
constexpr int mvt_code = 1;  ///< spec chapter 3.4

/// A file without a name.
int make_waiting_file(const std::filesystem::path &folder) {
    std::string pattern = (folder / ".jingwei-pack-XXXXXX").string();
    const int file = mkostemp(pattern.data(), 0);
    if (file < 0) {
        throw Error(ErrorCode::machine,
                    fmt::format("cannot write in the folder {}: {}", folder.string(), std::strerror(errno)));
    }
    unlink(pattern.c_str());
    return file;
}

/// Little-endian, as everything in a header.
void append_number(std::string &out, std::uint64_t number, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) {
        out += static_cast<char>((number >> (8U * i)) & 0xFFU);
    }
}

void append_position(std::string &out, spatial::LonLat p) {
    const spatial::LatticePoint point = spatial::to_lattice(p);
    append_number(out, static_cast<std::uint32_t>(point.x), 4);
    append_number(out, static_cast<std::uint32_t>(point.y), 4);
}

/// The sections after the header, one behind the other.
struct Sections {
    std::string root, metadata, leaves;
    std::uint64_t data_bytes = 0;
};

std::string header(const Sections &sections, const PmtilesInfo &info, const PmtilesCounts &counts) {
    std::string out = "PMTiles\x03";
    std::uint64_t offset = header_bytes;
    for (const std::uint64_t length : {std::uint64_t{sections.root.size()}, std::uint64_t{sections.metadata.size()},
                                       std::uint64_t{sections.leaves.size()}, sections.data_bytes}) {
        append_number(out, offset, 8);
        append_number(out, length, 8);
        offset += length;
    }
    append_number(out, counts.tiles, 8);
    append_number(out, counts.entries, 8);
    append_number(out, counts.contents, 8);
    append_number(out, 1, 1); // clustered: contents lie in the order of tiles
    append_number(out, gzip_code, 1);
    append_number(out, gzip_code, 1);
    append_number(out, mvt_code, 1);
    append_number(out, static_cast<std::uint64_t>(info.min_zoom), 1);
    append_number(out, static_cast<std::uint64_t>(info.max_zoom), 1);
    append_position(out, info.south_west);
    append_position(out, info.north_east);
    append_number(out, static_cast<std::uint64_t>((info.min_zoom + info.max_zoom) / 2), 1);
    append_position(out, {(info.south_west.lon + info.north_east.lon) / 2, (info.south_west.lat + info.north_east.lat) / 2});
    return out;
}

/// A number for gzipped content: it ends with a checksum and the length of what it unpacks to (RFC 1952, 2.3.1).
std::uint64_t mark_of(std::string_view content) {
    constexpr std::size_t trailer_bytes = 8;
    return ContentHash().bytes(content.substr(content.size() - std::min(content.size(), trailer_bytes))).value();
}

} // namespace

PmtilesWriter::PmtilesWriter(const std::filesystem::path &folder) : m_file(make_waiting_file(folder)) {}

PmtilesWriter::~PmtilesWriter() {
    close(m_file);
}

void PmtilesWriter::add(spatial::TileId tile, std::string_view gzipped) {
    const std::uint64_t number = pmtiles_number(tile);
    const bool ascends = m_entries.empty() || number >= m_entries.back().number + m_entries.back().run_length;
    if (!ascends || gzipped.empty()) {
        throw std::logic_error("tiles of an archive come in ascending order, without empty ones");
    }
    ++m_tiles;
    PmtilesEntry entry = place(gzipped);
    if (!m_entries.empty()) {
        PmtilesEntry &last = m_entries.back();
        if (last.offset == entry.offset && last.length == entry.length && last.number + last.run_length == number) {
            ++last.run_length;
            return;
        }
    }
    entry.number = number;
    entry.run_length = 1;
    m_entries.push_back(entry);
}

PmtilesEntry PmtilesWriter::place(std::string_view content) {
    const std::uint64_t hash = mark_of(content); // finds candidates, whose bytes are then compared
    const auto [first, last] = m_by_hash.equal_range(hash);
    const auto known = std::find_if(first, last, [&](const auto &entry) {
        return entry.second.length == content.size() && holds(entry.second.offset, content);
    });
    if (known != last) {
        return known->second;
    }
    const PmtilesEntry entry{0, m_data_bytes, static_cast<std::uint32_t>(content.size()), 0};
    while (!content.empty()) {
        const auto written = pwrite(m_file, content.data(), content.size(), static_cast<off_t>(m_data_bytes));
        if (written < 0 && errno != EINTR) {
            throw Error(ErrorCode::machine,
                        fmt::format("cannot write the pack: {}; nothing was written", std::strerror(errno)));
        }
        content.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
        m_data_bytes += written < 0 ? 0 : static_cast<std::uint64_t>(written);
    }
    ++m_contents;
    m_by_hash.emplace(hash, entry);
    return entry;
}

bool PmtilesWriter::holds(std::uint64_t offset, std::string_view content) const {
    return read(offset, content.size()) == content;
}

std::string PmtilesWriter::read(std::uint64_t offset, std::size_t length) const {
    std::string bytes(length, '\0');
    std::size_t got = 0;
    while (got < length) {
        const auto part = pread(m_file, bytes.data() + got, length - got, static_cast<off_t>(offset + got));
        if (part == 0 || (part < 0 && errno != EINTR)) {
            throw Error(ErrorCode::machine, "cannot read the pack back; try again");
        }
        got += part < 0 ? 0 : static_cast<std::size_t>(part);
    }
    return bytes;
}

PmtilesCounts PmtilesWriter::finish(const PmtilesInfo &info, const std::function<void(std::string_view)> &write) {
    PmtilesDirectories directories = pmtiles_directories(m_entries);
    const Sections sections{std::move(directories.root), gzip(info.metadata), std::move(directories.leaves), m_data_bytes};
    PmtilesCounts counts{m_tiles, m_entries.size(), m_contents, 0};
    for (const std::string &part : {header(sections, info, counts), sections.root, sections.metadata, sections.leaves}) {
        write(part);
        counts.bytes += part.size();
    }
    for (std::uint64_t offset = 0; offset < m_data_bytes; offset += copy_bytes) {
        write(read(offset, static_cast<std::size_t>(std::min<std::uint64_t>(copy_bytes, m_data_bytes - offset))));
    }
    counts.bytes += m_data_bytes;
    return counts;
}

} // namespace jingwei::tiles
