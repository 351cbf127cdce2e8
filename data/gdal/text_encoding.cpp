#include "data/gdal/text_encoding.hpp"

#include "data/gdal/drawing.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <fstream>
#include <iconv.h>
#include <map>

namespace jingwei::gdal {

namespace {

bool is_continuation(unsigned char c) {
    return (c & 0xC0) == 0x80;
}

/// The length of the well-formed sequence at the front, or 0.
std::size_t sequence_length(std::string_view s) {
    const auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0; };
    const unsigned first = static_cast<unsigned>(byte(0));
    const unsigned second = static_cast<unsigned>(byte(1));
    if (first < 0x80) {
        return 1;
    }
    const auto tail = [&](std::size_t count) {
        for (std::size_t i = 1; i <= count; ++i) {
            if (!is_continuation(static_cast<unsigned char>(byte(i)))) {
                return false;
            }
        }
        return true;
    };
    if (first >= 0xC2 && first <= 0xDF) {
        return tail(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const bool shortest = first != 0xE0 || second >= 0xA0;
        const bool no_surrogate = first != 0xED || second < 0xA0;
        return tail(2) && shortest && no_surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool in_range = (first != 0xF0 || second >= 0x90) && (first != 0xF4 || second < 0x90);
        return tail(3) && in_range ? 4 : 0;
    }
    return 0;
}

/// "936", "CP936", "ANSI 936", "gbk", "utf8" … in the one spelling that iconv knows.
std::string canonical(std::string name) {
    std::erase_if(name, [](unsigned char c) { return std::isspace(c) != 0 || c == '\0' || c == '-' || c == '_'; });
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    for (const std::string_view prefix : {"ANSI", "CP", "WINDOWS"}) {
        if (name.starts_with(prefix)) {
            name.erase(0, prefix.size());
        }
    }
    static const std::map<std::string, std::string, std::less<>> known{
        {"UTF8", "UTF-8"},       {"65001", "UTF-8"},     {"936", "GB18030"},      {"GBK", "GB18030"},
        {"GB2312", "GB18030"},   {"EUCCN", "GB18030"},   {"GB18030", "GB18030"},  {"54936", "GB18030"},
        {"950", "BIG5-HKSCS"},   {"BIG5", "BIG5-HKSCS"}, {"88591", "ISO-8859-1"}, {"ISO88591", "ISO-8859-1"},
        {"LATIN1", "ISO-8859-1"}};
    if (const auto found = known.find(name); found != known.end()) {
        return found->second;
    }
    const bool number = !name.empty() && std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0; });
    return number ? "CP" + name : name;
}

bool is_known(const std::string &encoding) {
    const auto converter = iconv_open("UTF-8", encoding.c_str());
    // NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX says it is this very value that means failure
    if (converter == reinterpret_cast<iconv_t>(-1)) {
        return false;
    }
    iconv_close(converter);
    return true;
}

/// Kinds whose texts GDAL, or our own preparation, hands over as UTF-8 whatever the user says.
bool is_always_utf8(SourceKind kind) {
    return kind == SourceKind::workbook || kind == SourceKind::kml || kind == SourceKind::flatgeobuf ||
           kind == SourceKind::geodatabase;
}

/// Kinds that are UTF-8 by their standards, though programs write others.
bool is_utf8_by_standard(SourceKind kind) {
    return kind == SourceKind::geojson || kind == SourceKind::geopackage;
}

std::string known_name(const std::string &wanted) {
    const auto name = canonical(wanted);
    if (!is_known(name)) {
        throw Error(ErrorCode::bad_call, fmt::format("unknown encoding '{}'; use UTF-8, GBK or GB18030", wanted));
    }
    return name;
}

bool has_mark(const std::filesystem::path &file) {
    std::array<char, 3> head{};
    std::ifstream stream(file, std::ios::binary);
    return stream.read(head.data(), head.size()) && std::string_view(head.data(), head.size()) == "\xEF\xBB\xBF";
}

/// The first line of the .cpg beside a .shp, or nothing.
std::string read_cpg(std::filesystem::path file) {
    for (const char *end : {".cpg", ".CPG"}) {
        std::ifstream stream(file.replace_extension(end));
        std::string line;
        if (stream && std::getline(stream, line)) {
            return canonical(line.substr(0, 64));
        }
    }
    return {};
}

/// What byte 29 of the .dbf says, or nothing: 0x57 is what programs write that do not know.
std::string read_language_id(std::filesystem::path file) {
    for (const char *end : {".dbf", ".DBF"}) {
        std::ifstream stream(file.replace_extension(end), std::ios::binary);
        std::array<char, 32> head{};
        if (stream.read(head.data(), head.size())) {
            static const std::map<unsigned char, std::string> pages{
                {0x01, "CP437"},   {0x02, "CP850"},      {0x03, "CP1252"},    {0x4D, "GB18030"},
                {0x7A, "GB18030"}, {0x4F, "BIG5-HKSCS"}, {0x78, "BIG5-HKSCS"}};
            const auto found = pages.find(static_cast<unsigned char>(head[29]));
            return found != pages.end() ? found->second : "";
        }
    }
    return {};
}

/// What a file says of itself, by its format, a byte order mark or a .cpg; nothing where it does not.
EncodingChoice stated_encoding(const std::filesystem::path &file, SourceKind kind) {
    if (is_utf8_by_standard(kind)) {
        return {"UTF-8", "the format's standard"};
    }
    if (kind == SourceKind::csv) {
        return has_mark(file) ? EncodingChoice{"UTF-8", "byte order mark"} : EncodingChoice{};
    }
    if (kind == SourceKind::drawing) {
        const auto drawing = drawing_encoding(file);
        return drawing.name == "UTF-8" ? drawing : EncodingChoice{}; // a code page is often that of no text in it
    }
    const auto name = kind == SourceKind::shapefile ? read_cpg(file) : std::string();
    if (!name.empty() && !is_known(name)) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the .cpg file names an unknown encoding '{}'; say --encoding UTF-8 or --encoding GBK", name));
    }
    return name.empty() ? EncodingChoice{} : EncodingChoice{name, ".cpg"};
}

bool is_between(char c, unsigned first, unsigned last) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= first && byte <= last;
}

bool is_wide(std::string_view bytes) {
    return std::ranges::any_of(bytes, [](char c) { return is_between(c, 0x80, 0xFF); });
}

/// GB 2312 has the 3,755 characters in daily use in its rows 16 to 55.
void add_gbk(PairTally &tally, std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        if (!is_between(bytes[i], 0x81, 0xFE) || i + 1 == bytes.size()) {
            ++i;
            continue;
        }
        const bool four = is_between(bytes[i + 1], '0', '9');
        const bool sign = is_between(bytes[i], 0xA1, 0xA3) && is_between(bytes[i + 1], 0xA1, 0xFE);
        tally.all += sign ? 0 : 1;
        tally.common += !sign && is_between(bytes[i], 0xB0, 0xD7) && is_between(bytes[i + 1], 0xA1, 0xFE) ? 1 : 0;
        tally.odd += is_between(bytes[i], 0xA4, 0xAF) || is_between(bytes[i + 1], 0x40, 0x7E) ? 1 : 0;
        i += four ? 4 : 2;
    }
}

/// Big5 has its 5,401 in A440 to C67E.
void add_big5(PairTally &tally, std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        if (is_between(bytes[i], 0, 0x7F)) {
            ++i;
            continue;
        }
        const bool pair = is_between(bytes[i], 0xA1, 0xF9) && i + 1 < bytes.size() &&
                          (is_between(bytes[i + 1], 0x40, 0x7E) || is_between(bytes[i + 1], 0xA1, 0xFE));
        tally.whole = tally.whole && pair;
        const bool sign = is_between(bytes[i], 0xA1, 0xA3);
        tally.all += pair && !sign ? 1 : 0;
        tally.common += pair && is_between(bytes[i], 0xA4, 0xC6) ? 1 : 0;
        i += 2;
    }
}

/// Of all text fields; with `names` theirs too, which in a .dbf may be cut in the middle of a character.
TextTally tally_texts(OGRLayer &layer, bool names) {
    const auto &definition = *layer.GetLayerDefn();
    TextTally texts;
    for (int i = 0; names && i < definition.GetFieldCount(); ++i) {
        texts.add(definition.GetFieldDefn(i)->GetNameRef());
    }
    layer.ResetReading();
    while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
        for (int i = 0; i < definition.GetFieldCount(); ++i) {
            const bool is_text = definition.GetFieldDefn(i)->GetType() == OFTString;
            if (is_text && feature->IsFieldSetAndNotNull(i) != 0) {
                texts.add(feature->GetFieldAsString(i));
            }
        }
    }
    return texts;
}

} // namespace

void append_utf8(std::string &text, std::uint32_t point) {
    const auto tail = [&](unsigned shift) { return static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
    if (point < 0x80) {
        text += static_cast<char>(point);
    } else if (point < 0x800) {
        (text += static_cast<char>(0xC0U | (point >> 6U))) += tail(0);
    } else if (point < 0x10000) {
        ((text += static_cast<char>(0xE0U | (point >> 12U))) += tail(6)) += tail(0);
    } else {
        (((text += static_cast<char>(0xF0U | (point >> 18U))) += tail(12)) += tail(6)) += tail(0);
    }
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto length = sequence_length(bytes);
        if (length == 0) {
            return false;
        }
        bytes.remove_prefix(length);
    }
    return true;
}

void TextTally::add(std::string_view bytes) {
    if (!gdal::is_utf8(bytes)) {
        ++broken;
        ++wide;
        add_gbk(gbk, bytes);
        add_big5(big5, bytes);
        return;
    }
    const bool has_letters = std::ranges::any_of(bytes, [](unsigned char c) { return std::isalpha(c) != 0; });
    if (is_wide(bytes) && !has_letters && std::ranges::none_of(bytes, [](char c) { return is_between(c, 0xE0, 0xFF); })) {
        add_gbk(by_chance, bytes);
    } else if (is_wide(bytes)) {
        ++against;
    }
    // E4 to E9 begin the Chinese characters in use
    wide += is_wide(bytes) ? 1 : 0;
    chinese += std::ranges::count_if(bytes, [](char c) { return (static_cast<unsigned char>(c) & 0xF0) == 0xE0; }) >= 2 ? 1 : 0;
}

bool is_surely_utf8(std::string_view bytes) {
    TextTally texts;
    texts.add(bytes);
    PairTally gbk;
    add_gbk(gbk, bytes);
    return texts.chinese > 0 && gbk.common * 2 < gbk.all;
}

bool TextTally::is_big5() const {
    return big5.whole && big5.all > 1 && big5.common * 10 >= big5.all * 9 && gbk.odd * 4 >= gbk.all;
}

/// A GBK file may hold a word that happens to be UTF-8, but not one text in ten.
bool TextTally::is_utf8() const {
    constexpr std::size_t few = 9;
    return broken == 0 || chinese * few >= broken;
}

EncodingChoice told_encoding(const std::filesystem::path &file, SourceKind kind, const std::string &wanted) {
    if (is_always_utf8(kind)) {
        return {"UTF-8", "the format's standard"};
    }
    if (!wanted.empty()) {
        return {known_name(wanted), "--encoding"};
    }
    if (auto stated = stated_encoding(file, kind); !stated.name.empty() || kind != SourceKind::shapefile) {
        return kind == SourceKind::drawing ? drawing_encoding(file) : stated;
    }
    const auto page = read_language_id(file);
    return page.empty() ? EncodingChoice{} : EncodingChoice{page, "language id of the .dbf"};
}

namespace {

bool is_western(const std::string &name) {
    return name == "ISO-8859-1" || name == "CP1252" || name == "CP437" || name == "CP850";
}

/// What a file says of itself, unless its texts speak against it: programs write what they are told, or their own default.
EncodingChoice believed(EncodingChoice told, const TextTally &texts, SourceKind kind) {
    if (told.name == "UTF-8") {
        return told;
    }
    EncodingChoice other;
    if (texts.broken == 0 && texts.chinese > 0) {
        other = {"UTF-8", fmt::format("all of it is valid, though {} says {}", told.reason, told.name)};
    } else if (is_western(told.name) && texts.is_gbk()) {
        other = {"GB18030", fmt::format("it is Chinese, though {} says {}", told.reason, told.name)};
    } else {
        return told;
    }
    if (kind == SourceKind::shapefile) {
        other.note = fmt::format("the file says that it is {} ({}), and it was read as {}: {}", told.name, told.reason,
                                 other.name, other.name == "UTF-8" ? "all of its texts are that" : "its texts are Chinese");
    }
    return other;
}

/// As found out where nobody asks for one.
EncodingChoice found_encoding(OGRLayer &layer, const std::filesystem::path &file, SourceKind kind) {
    auto told = told_encoding(file, kind, "");
    const bool is_csv = kind == SourceKind::csv; // some programs put a mark before text in GBK
    if (!told.name.empty() && !is_csv) {
        const bool doubtful = kind == SourceKind::drawing || kind == SourceKind::shapefile;
        return doubtful && told.name != "UTF-8" ? believed(told, tally_texts(layer, false), kind) : told;
    }
    const auto texts = tally_texts(layer, is_csv);
    if (!texts.is_utf8()) {
        return texts.is_big5() ? EncodingChoice{"BIG5-HKSCS", "its characters are common ones in Big5 and rare ones in GBK"}
                               : EncodingChoice{"GB18030", "it is not UTF-8", texts.chinese > 0};
    }
    if (told.name.empty() && texts.is_gbk_by_chance_utf8()) {
        return {"GB18030", "it is Chinese so, and letters without sense in UTF-8"};
    }
    const std::string reason = texts.is_mixed()    ? "as other texts of the file"
                               : told.name.empty() ? "all of it is valid"
                                                   : told.reason;
    return {"UTF-8", reason, texts.is_mixed()};
}

/// What speaks against an encoding that is wanted: what the file says of itself or its texts; nothing where they agree.
EncodingChoice other_encoding(const EncodingChoice &stated, const TextTally &texts, const std::string &name, bool kept) {
    const bool sure = texts.broken == 0 && texts.chinese > 0; // of UTF-8
    if (texts.wide == 0) {
        return {};
    }
    if (name == "UTF-8") {
        return sure || !kept ? EncodingChoice{} : stated;
    }
    if (stated.name == "UTF-8") {
        return texts.broken == 0 ? stated : EncodingChoice{}; // else what the file says of itself is wrong
    }
    return sure && stated.name.empty() ? EncodingChoice{"UTF-8", "all of it is valid"} : stated;
}

EncodingChoice wanted_encoding(OGRLayer &layer, const std::filesystem::path &file, SourceKind kind,
                               const WantedEncoding &wanted) {
    const bool kept = !wanted.kept_for.empty();
    EncodingChoice said{known_name(wanted.name), kept ? fmt::format("kept for {}", wanted.kept_for) : "--encoding"};
    const auto stated = stated_encoding(file, kind);
    if (said.name == stated.name) {
        return said;
    }
    auto other = other_encoding(stated, tally_texts(layer, kind == SourceKind::csv), said.name, kept);
    if (other.name.empty() || is_utf8_by_standard(kind)) {
        return other.name.empty() ? said : other;
    }
    if (!kept) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("the file is {} ({}), and --encoding {} would turn its texts into other characters: leave "
                                "--encoding away{}",
                                other.name, other.reason, wanted.name,
                                other.reason == ".cpg" ? ", or remove the .cpg if that is what is wrong" : ""));
    }
    other.note = fmt::format("the file is {} ({}) and was read so, though {} is kept for {}; --encoding changes what is kept",
                             other.name, other.reason, wanted.name, wanted.kept_for);
    return other;
}

} // namespace

EncodingChoice encoding_of(OGRLayer &layer, const std::filesystem::path &file, SourceKind kind, const WantedEncoding &wanted) {
    return wanted.name.empty() || is_always_utf8(kind) ? found_encoding(layer, file, kind)
                                                       : wanted_encoding(layer, file, kind, wanted);
}

TextDecoder::TextDecoder(const std::string &encoding)
    : m_converter(encoding == "UTF-8" ? nullptr : iconv_open("UTF-8", encoding.c_str())) {}

TextDecoder::~TextDecoder() {
    if (m_converter != nullptr) {
        iconv_close(m_converter);
    }
}

std::optional<std::string> TextDecoder::decode(std::string_view bytes) const {
    std::string text;
    if (m_converter == nullptr) {
        text = bytes;
    } else {
        iconv(m_converter, nullptr, nullptr, nullptr, nullptr);
        std::string in(bytes);
        text.resize(bytes.size() * 4);
        char *from = in.data();
        char *to = text.data();
        std::size_t left = in.size();
        std::size_t room = text.size();
        if (iconv(m_converter, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
            return std::nullopt;
        }
        text.resize(text.size() - room);
    }
    const bool sound = is_utf8(text) && text.find('\0') == std::string::npos && text.find("\xEF\xBF\xBD") == std::string::npos;
    return sound ? std::optional(std::move(text)) : std::nullopt;
}

} // namespace jingwei::gdal
