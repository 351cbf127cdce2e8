#pragma once

#include <string>
#include <string_view>

namespace jingwei::tiles {

/// One gzip member; the same bytes always give the same bytes. Thread-safe. Throws Error (machine) when memory is out.
[[nodiscard]] std::string gzip(std::string_view bytes, int level = 6);

/// The content of one gzip member of at most `max_bytes`. Throws Error (bad_data) for anything else.
[[nodiscard]] std::string gunzip(std::string_view bytes, std::size_t max_bytes = std::size_t{64} << 20U);

} // namespace jingwei::tiles
