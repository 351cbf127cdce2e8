#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jingwei::server {

/// What a caller needs before the handler runs: class 1, cameras on top, or leave to change things. Finer questions (phones,
/// cameras among other layers) are the handler's.
enum class Right { nothing, work, command, write };

/// What a caller may see: class 0 is empty, 1 is everyday work, 1s adds cameras, and phones in full come on top. Decided once a
/// request, before the handler runs.
struct Caller {
    std::string account;  ///< empty = anonymous
    std::string label;    ///< of the key
    bool work = false;    ///< class 1: outlines, responsible names, masked phones
    bool command = false; ///< class 1s: cameras
    bool phones = false;  ///< work phones and small counts in full
    bool write = false;   ///< may change records
    bool admin = false;   ///< sees and discards the uploads of others
    /// A short word for cache keys and ETags: two callers with the same word see the same tiles.
    [[nodiscard]] std::string_view tile_class() const { return command ? "1s" : work ? "1" : "0"; }
};

/// How somebody came to the door: what they show, and where they seem to sit.
struct Approach {
    std::optional<std::string_view> key;  ///< as sent; empty when what was sent is no key, nothing when none was
    std::optional<std::string_view> host; ///< the name under which they asked for this server
    bool proxied = false;                 ///< a proxy in front means that the asker sits somewhere else
};

} // namespace jingwei::server
