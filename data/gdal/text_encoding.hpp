#pragma once

#include "data/gdal/source_kind.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace jingwei::gdal {

[[nodiscard]] bool is_utf8(std::string_view bytes);

/// Which encoding a file's text is in, and how that is known.
struct EncodingChoice {
    std::string name;   ///< as iconv knows it; empty = not told: UTF-8 if all of it is valid, else GB18030
    std::string reason; ///< "--encoding", ".cpg", "language id of the .dbf"
};

/// The user's choice, else what the .cpg says, else the .dbf's language id or the drawing's code page, else not told; UTF-8
/// for formats that have no other. GBK, GB2312 and CP936 are read
/// as GB18030, which holds them. Throws Error{bad_call} or Error{bad_data} for a name nobody knows.
[[nodiscard]] EncodingChoice told_encoding(const std::filesystem::path &file, SourceKind kind, const std::string &wanted);

/// Strict conversion to UTF-8. Not thread-safe.
class TextDecoder {
  public:
    explicit TextDecoder(const std::string &encoding);
    ~TextDecoder();
    TextDecoder(TextDecoder &&) = delete;

    /// Nothing where a byte cannot be read, or where the text holds U+FFFD or a NUL.
    [[nodiscard]] std::optional<std::string> decode(std::string_view bytes) const;

  private:
    void *m_converter; ///< iconv_t; null when the text is UTF-8 already
};

} // namespace jingwei::gdal
