#include "data/gdal/prepare.hpp"

#include "data/gdal/coordinate_text.hpp"
#include "data/gdal/csv_lines.hpp"
#include "data/gdal/kml_names.hpp"
#include "data/gdal/source_kind.hpp"
#include "data/gdal/text_encoding.hpp"
#include "data/gdal/xml.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <set>
#include <sstream>

namespace jingwei::gdal {

namespace {

constexpr std::uintmax_t max_text_bytes = std::uintmax_t{512} << 20;
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

[[noreturn]] void refuse(const std::filesystem::path &file, const std::string &why) {
    throw Error(ErrorCode::bad_data, fmt::format("'{}' {}", file.filename().string(), why));
}

std::string read_text(const std::filesystem::path &file) {
    if (std::filesystem::file_size(file) > max_text_bytes) {
        refuse(file, fmt::format("is larger than {} MiB; split it", max_text_bytes >> 20));
    }
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return std::move(text).str();
}

/// What a byte order mark says; nothing without one.
std::string marked_encoding(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE")) {
        return "UTF-16LE";
    }
    return bytes.starts_with("\xFE\xFF") ? "UTF-16BE" : "";
}

std::string to_utf8(const std::filesystem::path &file, std::string_view bytes, const std::string &encoding) {
    const auto text = TextDecoder(encoding).decode(bytes);
    if (!text) {
        refuse(file, fmt::format("cannot be read as {}; save it in UTF-8", encoding));
    }
    return *text;
}

std::filesystem::path copy_path(const std::filesystem::path &file, const std::filesystem::path &scratch) {
    const auto folder = scratch / "utf8";
    std::filesystem::create_directory(folder);
    return folder / file.filename();
}

void require_written(std::ofstream &stream) {
    if (!stream.flush()) {
        throw Error(ErrorCode::machine, "cannot write a temporary file; is the temporary folder full? check TMPDIR");
    }
}

std::filesystem::path write_copy(const std::filesystem::path &file, const std::string &text,
                                 const std::filesystem::path &scratch) {
    const auto copy = copy_path(file, scratch);
    std::ofstream stream(copy, std::ios::binary);
    stream << text;
    require_written(stream);
    return copy;
}

/// `encoding="…"` of an XML declaration, and where its value stands in the text.
struct Declared {
    std::string name;
    std::size_t at = 0;
};

Declared declared_encoding(std::string_view text) {
    const auto head = text.substr(0, std::min(text.find("?>"), std::size_t{200}));
    const auto key = head.starts_with("<?xml") ? head.find("encoding") : std::string_view::npos;
    const auto open = key == std::string_view::npos ? key : head.find_first_of("\"'", key);
    const auto close = open == std::string_view::npos ? open : head.find(head[open], open + 1);
    if (close == std::string_view::npos) {
        return {};
    }
    return {std::string(head.substr(open + 1, close - open - 1)), open + 1};
}

/// The text of a KML in UTF-8, and saying so. What it declares goes before an encoding that is only kept.
std::string kml_text(const std::filesystem::path &file, const WantedEncoding &wanted) {
    auto text = read_text(file);
    if (const auto marked = marked_encoding(text); !marked.empty()) {
        text = to_utf8(file, std::string_view(text).substr(2), marked);
    }
    const auto declared = declared_encoding(text);
    const bool as_declared = wanted.name.empty() || (!wanted.kept_for.empty() && !declared.name.empty());
    const auto named = as_declared ? declared.name : wanted.name;
    const auto encoding = named.empty() ? "UTF-8" : told_encoding(file, SourceKind::csv, named).name;
    if (encoding != "UTF-8" && !is_utf8(text)) {
        text = to_utf8(file, text, encoding);
    }
    if (!is_utf8(text)) {
        refuse(file, "says that it is UTF-8 and is not; say --encoding GBK, or what else it is in");
    }
    if (!declared.name.empty()) {
        text.replace(declared.at, declared.name.size(), "UTF-8");
    }
    return text;
}

/// Writes the KML down as LIBKML can take it, names of extended data made safe, while it is checked.
class KmlCopy {
  public:
    KmlCopy(const std::filesystem::path &file, const std::string &text, const std::filesystem::path &scratch)
        : m_text(text), m_path(copy_path(file, scratch)), m_stream(m_path, std::ios::binary) {
        parse_xml(text, file.filename().string(),
                  {.start = [this](std::string_view name, const XmlAttributes &attributes) { start(name, attributes); },
                   .end = [this](std::string_view name) { end(name); },
                   .text = [this](std::string_view piece) { m_coordinates += m_in_coordinates ? piece : ""; },
                   .at = &m_at});
        if (!m_faults.empty()) {
            refuse(file, "cannot be taken: " + m_faults);
        }
        if (m_places == 0 && m_links > 0) {
            refuse(file, "holds only links to places kept elsewhere (NetworkLink), which are not followed; open it in Google "
                         "Earth and save the places themselves");
        }
        copy_until(m_text.size());
        require_written(m_stream);
    }
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }

  private:
    void start(std::string_view name, const XmlAttributes &attributes) {
        if (name == "Placemark") {
            ++m_places;
            m_names.clear();
        }
        m_links += name == "NetworkLink" ? 1 : 0;
        if (name == "coordinates") {
            m_in_coordinates = true;
            m_coordinates.clear();
        }
        if (name == "SimpleField") {
            put_in_place("type", "string"); // of a number LIBKML takes what it can, "12O" as 12
        }
        const auto said = name == "Data" || name == "SimpleData" ? attributes.find("name") : attributes.end();
        if (said != attributes.end() && !m_names.insert(said->second).second) { // LIBKML keeps the last
            note_fault(line_at(m_at), fmt::format("the place has '{}' twice; keep the right one", said->second));
        }
        if (name == "Data" && said != attributes.end() && name_for_libkml(said->second) != said->second) {
            put_in_place("name", name_for_libkml(said->second));
        }
    }
    /// Writes another value for an attribute of the tag that begins here.
    void put_in_place(std::string_view attribute, std::string_view value) {
        const auto written = attribute_in(m_text.substr(m_at), attribute);
        if (!written.empty()) {
            copy_until(static_cast<std::size_t>(written.data() - m_text.data()));
            m_stream << value;
            m_done += written.size();
        }
    }
    void end(std::string_view name) {
        m_in_coordinates = m_in_coordinates && name != "coordinates";
        const auto fault = name == "coordinates" ? tuples_fault(m_coordinates) : std::nullopt;
        if (fault) {
            note_fault(line_at(m_at) + std::ranges::count(std::string_view(m_coordinates).substr(0, fault->at), '\n'),
                       fault->why);
        }
    }
    [[nodiscard]] std::ptrdiff_t line_at(std::size_t at) const { return 1 + std::ranges::count(m_text.substr(0, at), '\n'); }
    void note_fault(std::ptrdiff_t line, const std::string &why) {
        constexpr std::size_t shown = 5;
        if (m_faulty++ <= shown) {
            m_faults += m_faulty > shown ? "; …" : fmt::format("{}line {}: {}", m_faults.empty() ? "" : "; ", line, why);
        }
    }
    void copy_until(std::size_t end) {
        m_stream.write(m_text.data() + m_done, static_cast<std::streamsize>(end - m_done));
        m_done = end;
    }

    std::string_view m_text;
    std::filesystem::path m_path;
    std::ofstream m_stream;
    std::size_t m_at = 0, m_done = 0; ///< of the text: where the element begins; how much is written
    std::size_t m_places = 0, m_links = 0;
    bool m_in_coordinates = false;
    std::string m_coordinates;
    std::set<std::string> m_names; ///< of the place's data so far
    std::string m_faults;          ///< of coordinates and names, with their lines
    std::size_t m_faulty = 0;
};

std::filesystem::path prepare_kml(const std::filesystem::path &file, const WantedEncoding &encoding,
                                  const std::filesystem::path &scratch) {
    return KmlCopy(file, kml_text(file, encoding), scratch).path();
}

/// The CSV out of reach of a .csvt beside it, by which GDAL would make numbers of codes.
std::filesystem::path alone(const std::filesystem::path &file, const std::filesystem::path &scratch) {
    const auto folder = scratch / "alone";
    std::filesystem::create_directory(folder);
    const auto link = folder / file.filename();
    std::filesystem::create_symlink(file, link);
    return link;
}

/// Where a value of a CSV ends: behind it comes the separator or the line's end. `at` is behind its quote.
bool ends_value(std::string_view text, std::size_t at, char separator) {
    return at >= text.size() || text[at] == separator || text[at] == '\r' || text[at] == '\n';
}

/// Takes the next value of a CSV off `rest`, as it stands. A byte that begins a character of GBK takes its second one along,
/// which may be the bar.
std::string_view take_value(std::string_view &rest, char separator, bool utf8) {
    std::size_t end = 0;
    bool quoted = false;
    while (end < rest.size() && (quoted || !ends_value(rest, end, separator))) {
        const bool pair = !utf8 && static_cast<unsigned char>(rest[end]) > 0x80;
        quoted = quoted != (rest[end] == '"');
        end = std::min(rest.size(), end + (pair ? 2 : 1));
    }
    const auto value = rest.substr(0, end);
    rest.remove_prefix(end);
    return value;
}

/// Whether a value stands in quotes, in which others come in pairs.
bool is_quoted(std::string_view value) {
    if (value.size() < 2 || !value.starts_with('"') || !value.ends_with('"')) {
        return false;
    }
    bool paired = true;
    for (std::size_t i = 1; i + 1 < value.size() && paired; ++i) {
        const bool quote = value[i] == '"';
        paired = !quote || (value[i + 1] == '"' && i + 2 < value.size());
        i += quote ? 1 : 0;
    }
    return paired;
}

/// A value in quotes, whatever it was in before, beside blanks too; ="0990" is 0990.
void append_quoted(std::string &out, std::string_view value) {
    const auto first = std::min(value.find_first_not_of(' '), value.size());
    if (const auto bare = value.substr(first, value.find_last_not_of(' ') + 1 - first); is_quoted(bare)) {
        value = bare;
    }
    if (value.size() >= 3 && value.starts_with("=\"") && value.ends_with('"')) {
        value.remove_prefix(1);
    }
    if (is_quoted(value)) {
        out += value;
        return;
    }
    out += '"';
    for (const char c : value) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    out += '"';
}

/// The same rows line by line, with commas between values in quotes: GDAL knows no bars, reads ="0990" as =0990, and drops the
/// quotes within a value.
std::string with_commas(std::string_view text, const CsvForm &form) {
    const std::string_view mark = text.starts_with(utf8_mark) ? utf8_mark : "";
    text.remove_prefix(mark.size());
    const bool utf8 = is_utf8(text);
    std::string out;
    while (!text.empty()) {
        const auto value = take_value(text, form.separator, utf8);
        const bool blank_line = value.empty() && (out.empty() || out.back() == '\n') && !text.starts_with(form.separator);
        if (!blank_line) {
            append_quoted(out, value);
        }
        for (; !text.empty() && (text.front() == '\r' || text.front() == '\n'); text.remove_prefix(1)) {
            out += text.front();
        }
        if (text.starts_with(form.separator)) {
            out += ',';
            text.remove_prefix(1);
        }
    }
    return std::string(mark) + out;
}

std::filesystem::path prepare_form(const std::filesystem::path &file, const std::filesystem::path &scratch) {
    const auto form = csv_form(file);
    const bool as_it_is = form.separator != '|' && !form.guarded_texts && !form.loose_quotes;
    return as_it_is ? file : write_copy(file, with_commas(read_text(file), form), scratch);
}

std::filesystem::path prepare_csv(const std::filesystem::path &file, const std::filesystem::path &scratch) {
    std::string head(1'024, '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream.gcount()));
    if (const auto marked = marked_encoding(head); !marked.empty()) {
        const auto text = to_utf8(file, std::string_view(read_text(file)).substr(2), marked);
        return prepare_form(write_copy(file, std::string(utf8_mark) + text, scratch), scratch);
    }
    if (head.find('\0') != std::string::npos) {
        refuse(file,
               "is no text: it holds NUL bytes; save it as \"CSV UTF-8\" (UTF-16 is taken with its byte order mark only)");
    }
    return prepare_form(alone(file, scratch), scratch);
}

bool is_kml(const std::filesystem::path &file) {
    return kind_of(file) == SourceKind::kml;
}

/// Whether what a kmz holds is its doc.kml. One without places that leads to other documents of the archive is removed, so that
/// one of those is chosen.
bool is_one_document(const std::filesystem::path &scratch) {
    const auto document = scratch / "doc.kml";
    if (!std::filesystem::exists(document)) {
        return false;
    }
    const std::filesystem::directory_iterator files(scratch);
    const auto documents = std::ranges::count_if(files, [](const auto &file) { return is_kml(file.path()); });
    if (documents == 1 || read_text(document).find("Placemark") != std::string::npos) {
        return true;
    }
    std::filesystem::remove(document);
    return false;
}

/// Unpacks an archive. Answers its document where it is a kmz that has one.
std::optional<std::filesystem::path> unpack_into(const std::filesystem::path &scratch, const Request &request) {
    unpack(request.file, scratch);
    const bool document = kind_of(request.file) == SourceKind::kmz && is_one_document(scratch);
    return document ? std::optional(scratch / "doc.kml") : std::nullopt;
}

bool comes_in_archive(const Request &request) {
    const auto kind = kind_of(request.file);
    return kind && is_archive(*kind);
}

} // namespace

Chosen prepare(const Request &request, const std::filesystem::path &scratch) {
    Chosen chosen{request.file, request.layer};
    if (comes_in_archive(request)) {
        const auto document = unpack_into(scratch, request);
        chosen = document ? Chosen{*document, request.layer} : choose_file(scratch, request.layer);
    }
    chosen.file = prepare_text(chosen.file, {request.encoding, request.encoding_kept_for}, scratch);
    return chosen;
}

std::vector<Chosen> files_of(const Request &request, const std::filesystem::path &scratch) {
    if (!comes_in_archive(request)) {
        return {{request.file, ""}};
    }
    const auto document = unpack_into(scratch, request);
    return document ? std::vector<Chosen>{{*document, ""}} : every_file(scratch);
}

std::filesystem::path prepare_text(const std::filesystem::path &file, const WantedEncoding &encoding,
                                   const std::filesystem::path &scratch) {
    if (std::filesystem::is_regular_file(file) && std::filesystem::file_size(file) == 0) { // a geodatabase is a folder
        refuse(file, "is empty: it has no bytes; was it saved and copied in whole?");
    }
    const auto kind = kind_of(file);
    if (kind == SourceKind::kml) {
        return prepare_kml(file, encoding, scratch);
    }
    return kind == SourceKind::csv ? prepare_csv(file, scratch) : file;
}

} // namespace jingwei::gdal
