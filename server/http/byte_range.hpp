#pragma once

#include "server/http/message.hpp"

namespace jingwei::server {

/// The bytes that a request wants of something `size` bytes long.
struct ByteRange {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    bool partial = false; ///< 206 and not 200
};

/// Reads Range and If-Range of a GET (RFC 9110 §13.1.5, §14). Without Range, with an If-Range that is not this strong entity
/// tag, and for other methods: all of it. One range of bytes is taken, its end cut to the size, however large. Nothing for what
/// cannot be given: no byte of it lies inside, several ranges, another unit, or no range at all.
[[nodiscard]] std::optional<ByteRange> asked_range(const Request &request, std::uint64_t size, std::string_view etag);

} // namespace jingwei::server
