#include "tiles/gzip.hpp"
#include "tiles/pmtiles.hpp"

#include <algorithm>

namespace jingwei::tiles {

namespace {

constexpr std::size_t header_bytes = 127;
constexpr std::size_t root_room = 16384 - header_bytes;
constexpr std::size_t first_leaf_entries = 4096;

void append_varint(std::string &out, std::uint64_t number) {
    while (number >= 0x80) {
        out += static_cast<char>((number & 0x7FU) | 0x80U);
        number >>= 7U;
    }
    out += static_cast<char>(number);
}

/// Spec chapter 4.2: column after column; an offset of 0 says that the content follows the one before.
std::string encode(std::span<const PmtilesEntry> entries) {
    std::string out;
    append_varint(out, entries.size());
    std::uint64_t last = 0;
    for (const PmtilesEntry &entry : entries) {
        append_varint(out, entry.number - last);
        last = entry.number;
    }
    for (const PmtilesEntry &entry : entries) {
        append_varint(out, entry.run_length);
    }
    for (const PmtilesEntry &entry : entries) {
        append_varint(out, entry.length);
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const bool follows = i > 0 && entries[i].offset == entries[i - 1].offset + entries[i - 1].length;
        append_varint(out, follows ? 0 : entries[i].offset + 1);
    }
    return gzip(out);
}

PmtilesDirectories with_leaves(std::span<const PmtilesEntry> entries, std::size_t leaf_entries) {
    PmtilesDirectories directories;
    std::vector<PmtilesEntry> root;
    while (!entries.empty()) {
        const auto part = entries.first(std::min(leaf_entries, entries.size()));
        const std::string leaf = encode(part);
        root.push_back({part.front().number, directories.leaves.size(), static_cast<std::uint32_t>(leaf.size()), 0});
        directories.leaves += leaf;
        entries = entries.subspan(part.size());
    }
    directories.root = encode(root);
    return directories;
}

} // namespace

std::uint64_t pmtiles_number(spatial::TileId tile) {
    std::uint64_t number = ((std::uint64_t{1} << (2U * tile.z)) - 1) / 3; // tiles of all zooms before
    std::uint32_t x = tile.x;
    std::uint32_t y = tile.y;
    for (std::uint32_t side = tile.z == 0 ? 0 : std::uint32_t{1} << (tile.z - 1U); side > 0; side /= 2) {
        const bool east = (x & side) != 0;
        const bool south = (y & side) != 0;
        const std::uint64_t quarter = south ? (east ? 2 : 1) : (east ? 3 : 0);
        number += quarter * side * side;
        if (!south && east) { // only the bits below `side` count from here on
            x = side - 1 - x;
            y = side - 1 - y;
        }
        if (!south) {
            std::swap(x, y);
        }
    }
    return number;
}

PmtilesDirectories pmtiles_directories(std::span<const PmtilesEntry> entries) {
    PmtilesDirectories directories{encode(entries), {}};
    for (std::size_t leaf_entries = first_leaf_entries; directories.root.size() > root_room; leaf_entries *= 2) {
        directories = with_leaves(entries, leaf_entries);
    }
    return directories;
}

} // namespace jingwei::tiles
