#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace jingwei::tests {

/// One entry of a zip. `deflated` is raw deflate data when the method is 8, else the bytes themselves.
struct ZipEntry {
    std::string name;
    std::string bytes;
    std::uint32_t mode = 0100644; ///< unix mode; 0120777 is a link
    bool deflated = false;
    std::uint32_t size = 0; ///< when deflated: bytes it unpacks to
    std::uint32_t crc = 0;  ///< when deflated: of what it unpacks to
    bool utf8_flag = false; ///< says that the name is UTF-8
};

inline std::uint32_t crc32_of(const std::string &bytes) {
    std::uint32_t crc = ~0U;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
        }
    }
    return ~crc;
}

/// Writes a zip with its central directory.
inline void write_zip(const std::filesystem::path &path, const std::vector<ZipEntry> &entries) {
    const auto put = [](std::string &out, std::uint32_t v, int size) {
        for (int i = 0; i < size; ++i) {
            out.push_back(static_cast<char>((v >> (8 * i)) & 0xFF));
        }
    };
    std::string out;
    std::string directory;
    for (const auto &entry : entries) {
        const auto offset = static_cast<std::uint32_t>(out.size());
        std::string common;
        put(common, 20, 2);
        put(common, entry.utf8_flag ? 0x800 : 0, 2);
        put(common, entry.deflated ? 8 : 0, 2);
        put(common, 0, 4);
        put(common, entry.deflated ? entry.crc : crc32_of(entry.bytes), 4);
        put(common, static_cast<std::uint32_t>(entry.bytes.size()), 4);
        put(common, entry.deflated ? entry.size : static_cast<std::uint32_t>(entry.bytes.size()), 4);
        put(common, static_cast<std::uint32_t>(entry.name.size()), 2);
        put(common, 0, 2);
        out += "PK\x03\x04" + common + entry.name + entry.bytes;
        directory += "PK\x01\x02";
        put(directory, 3 << 8 | 20, 2);
        directory += common;
        put(directory, 0, 2);
        put(directory, 0, 4);
        put(directory, entry.mode << 16, 4);
        put(directory, offset, 4);
        directory += entry.name;
    }
    const auto start = static_cast<std::uint32_t>(out.size());
    out += directory + "PK\x05\x06";
    put(out, 0, 4);
    put(out, static_cast<std::uint32_t>(entries.size()), 2);
    put(out, static_cast<std::uint32_t>(entries.size()), 2);
    put(out, static_cast<std::uint32_t>(directory.size()), 4);
    put(out, start, 4);
    put(out, 0, 2);
    std::ofstream(path, std::ios::binary) << out;
}

/// A deflate stream of 1 + 258 × `matches` zero bytes at 13 bits for 258 bytes.
inline std::string deflated_zeros(std::uint32_t matches) {
    std::string out;
    unsigned filled = 0;
    unsigned byte = 0;
    const auto bits = [&](unsigned code, int count) { // most significant first, as Huffman codes are packed
        for (int i = count - 1; i >= 0; --i) {
            byte |= ((code >> i) & 1U) << filled;
            if (++filled == 8) {
                out.push_back(static_cast<char>(byte));
                filled = 0;
                byte = 0;
            }
        }
    };
    bits(0b1, 1);        // last block
    bits(0b10, 2);       // fixed codes (01, least significant bit first)
    bits(0b00110000, 8); // literal 0
    for (std::uint32_t i = 0; i < matches; ++i) {
        bits(0b11000101, 8); // length 258
        bits(0, 5);          // distance 1
    }
    bits(0, 7); // end of block
    bits(0, 8);
    return out;
}

} // namespace jingwei::tests
