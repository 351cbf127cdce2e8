#pragma once

#include "data/gdal/source_kind.hpp"

#include <cstdint>
#include <memory>
#include <ogrsf_frmts.h>
#include <optional>
#include <string>
#include <string_view>

namespace jingwei::gdal {

[[nodiscard]] bool is_utf8(std::string_view bytes);

/// Appends a code point as UTF-8; half of a surrogate pair in three bytes, as if it were a character.
void append_utf8(std::string &text, std::uint32_t point);

/// What the texts of a file speak for.
/// Characters of two bytes, counted as one encoding has them.
struct PairTally {
    std::size_t all = 0, common = 0; ///< Chinese characters, and those of them that are in daily use
    std::size_t odd = 0; ///< of GBK: kana, letters, characters of private use and others that Chinese texts do without
    bool whole = true;   ///< nothing that the encoding does not have
};

struct TextTally {
    std::size_t chinese = 0; ///< valid UTF-8 with two Chinese characters or more: by chance nothing else reads so
    std::size_t broken = 0;  ///< no UTF-8
    std::size_t wide = 0;    ///< with more than ASCII
    PairTally gbk, big5;     ///< of what is no UTF-8
    PairTally by_chance;     ///< in GBK, of what is UTF-8 of characters of two bytes
    std::size_t against = 0; ///< UTF-8 of longer ones, or with ASCII letters among them, as é has

    void add(std::string_view bytes);
    [[nodiscard]] bool is_utf8() const;
    /// What is no UTF-8 reads as Chinese in Big5, and in GBK as characters that hardly anybody writes.
    [[nodiscard]] bool is_big5() const;
    /// What is no UTF-8 reads as Chinese in GBK.
    [[nodiscard]] bool is_gbk() const { return gbk.all > 0 && gbk.common * 2 >= gbk.all; }
    /// All is valid UTF-8, of letters that no Chinese file has, and in GBK it is words in daily use: 小学 is.
    [[nodiscard]] bool is_gbk_by_chance_utf8() const {
        return broken == 0 && chinese == 0 && by_chance.all > 1 && by_chance.common == by_chance.all && against == 0;
    }
    /// UTF-8 with a few texts of something else, such as lines pasted from another file.
    [[nodiscard]] bool is_mixed() const { return is_utf8() && broken > 0; }
};

/// Which encoding a file's text is in, and how that is known.
struct EncodingChoice {
    std::string name;   ///< as iconv knows it; empty = not told: UTF-8 where the texts speak for it, else GB18030
    std::string reason; ///< "--encoding", ".cpg", "language id of the .dbf"
    bool mixed = false; ///< UTF-8, and some texts are not; or GB18030, and some may be UTF-8
    std::string note{}; ///< what people must be told; empty = nothing
};

/// Whether bytes are Chinese in UTF-8 beyond doubt: valid, two Chinese characters or more, and rare ones in GBK.
[[nodiscard]] bool is_surely_utf8(std::string_view bytes);

/// An encoding that somebody asks for. Empty = nobody does.
struct WantedEncoding {
    std::string name;
    std::string kept_for{}; ///< it was not said but is kept for this source: a file knows better
};

/// The user's choice, else what the .cpg says, else the .dbf's language id or the drawing's code page, else not told; UTF-8
/// for formats that have no other. GBK, GB2312 and CP936 are read
/// as GB18030, which holds them. Throws Error{bad_call} or Error{bad_data} for a name nobody knows.
[[nodiscard]] EncodingChoice told_encoding(const std::filesystem::path &file, SourceKind kind, const std::string &wanted);

/// The encoding of a layer's texts: as wanted where the file agrees. GeoJSON and GeoPackage are UTF-8 by their standards where
/// all of their texts are, whatever is wanted. What a byte order mark, a .cpg or texts that are UTF-8 beyond doubt contradict
/// throws Error{bad_call}, but where it is kept: then the file goes first, with a note. Where nothing is wanted: as told; else,
/// and for a drawing whose $DWGCODEPAGE is contradicted by all of its Chinese texts (programs write ANSI_1252 that do not
/// know), what the texts speak for. Reads the layer where it must.
[[nodiscard]] EncodingChoice encoding_of(OGRLayer &layer, const std::filesystem::path &file, SourceKind kind,
                                         const WantedEncoding &wanted);

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
