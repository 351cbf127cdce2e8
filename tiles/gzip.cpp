#include "tiles/gzip.hpp"

#include "spatial/error.hpp"
#include "tiles/wire_bytes.hpp"

#include <libdeflate.h>
#include <memory>

namespace jingwei::tiles {

namespace {

struct FreeCompressor {
    void operator()(libdeflate_compressor *c) const { libdeflate_free_compressor(c); }
};
struct FreeDecompressor {
    void operator()(libdeflate_decompressor *d) const { libdeflate_free_decompressor(d); }
};

/// This thread's compressor; made anew when the level changes.
libdeflate_compressor *compressor(int level) {
    thread_local std::unique_ptr<libdeflate_compressor, FreeCompressor> own;
    thread_local int own_level = -1;
    if (!own || own_level != level) {
        own.reset(libdeflate_alloc_compressor(level));
        own_level = level;
    }
    if (!own) {
        throw Error(ErrorCode::machine, "There is no memory left to compress a tile. Give the server more memory.");
    }
    return own.get();
}

} // namespace

std::string gzip(std::string_view bytes, int level) {
    libdeflate_compressor *with = compressor(level);
    thread_local WireBytes packed; // its memory is used from tile to tile
    packed.clear();
    const std::size_t room = libdeflate_gzip_compress_bound(with, bytes.size());
    char *out = packed.room(room);
    return {out, libdeflate_gzip_compress(with, bytes.data(), bytes.size(), out, room)};
}

std::string gunzip(std::string_view bytes, std::size_t max_bytes) {
    const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> with(libdeflate_alloc_decompressor());
    std::size_t guess = bytes.size() * 4 + 64;
    for (; with && guess / 2 <= max_bytes; guess *= 2) {
        std::string plain(std::min(guess, max_bytes), '\0');
        std::size_t size = 0;
        const auto result =
            libdeflate_gzip_decompress(with.get(), bytes.data(), bytes.size(), plain.data(), plain.size(), &size);
        if (result == LIBDEFLATE_SUCCESS) {
            plain.resize(size);
            return plain;
        }
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE) {
            break;
        }
    }
    throw Error(ErrorCode::bad_data, "These bytes are not gzip, are damaged, or unpack to more than is allowed.");
}

} // namespace jingwei::tiles
