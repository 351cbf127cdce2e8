#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jingwei::gdal {

/// Whether texts fit a table in some encoding, exactly. Not thread-safe.
class TextFit {
  public:
    /// UTF-8, GBK or GB18030. Throws Error{bad_call} for another.
    explicit TextFit(const std::string &encoding);
    ~TextFit();
    TextFit(const TextFit &) = delete;
    TextFit &operator=(const TextFit &) = delete;

    /// The bytes that a UTF-8 text takes in the encoding, or nothing where a character is not in it.
    [[nodiscard]] std::optional<std::size_t> bytes_of(std::string_view text) const;

  private:
    void *m_converter; ///< iconv_t; null where the encoding is UTF-8
};

} // namespace jingwei::gdal
