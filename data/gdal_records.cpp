#include "data/gdal_records.hpp"

#include "spatial/error.hpp"

#include <algorithm>
#include <array>

namespace jingwei::data {

namespace {

constexpr std::size_t first_bytes = std::size_t{1} << 16U;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Without "./ogr/ogrgeometry.cpp, 817: ", by which a library says where in its own text it failed.
void remove_source_lines(std::string &text) {
    for (auto dot = text.find(".cpp"); dot != std::string::npos; dot = text.find(".cpp", dot)) {
        auto end = text.find_first_not_of(",: ", dot + 4);
        const auto digits = end;
        while (end < text.size() && is_digit(text[end])) {
            ++end;
        }
        if (end == std::string::npos || end == digits) {
            ++dot;
            continue;
        }
        end = std::min(text.find_first_not_of(": ", end), text.size());
        const auto before = text.find_last_of(" '(\"", dot);
        dot = before == std::string::npos ? 0 : before + 1;
        text.erase(dot, end - dot);
    }
}

/// Without the private folder that an archive was unpacked into.
void remove_scratch_folders(std::string &text) {
    constexpr std::string_view scratch = "/jingwei-import-";
    for (auto at = text.find(scratch); at != std::string::npos; at = text.find(scratch)) {
        const auto before = text.find_last_of(" '(\"", at);
        const auto first = before == std::string::npos ? 0 : before + 1;
        const auto end = text.find_first_of("/ '\")", at + scratch.size());
        text.erase(first, (end == std::string::npos ? text.size() : end + (text[end] == '/' ? 1 : 0)) - first);
    }
}

std::string for_people(std::string message) {
    remove_source_lines(message);
    remove_scratch_folders(message);
    return message;
}

} // namespace

std::string read_record(const ByteSource &bytes) {
    std::array<char, 4> size{};
    bytes(size.data(), size.size());
    const auto length = RecordReader({size.data(), size.size()}).number<std::uint32_t>();
    if (length == 0 || length > gdal_protocol::max_record_bytes) {
        throw Error(ErrorCode::machine, "jingwei-gdal sent a record of impossible length; are both programs of one version?");
    }
    std::string record;
    while (record.size() < length) {
        const auto have = record.size();
        record.resize(std::min<std::size_t>(length, std::max(first_bytes, have * 2)));
        bytes(record.data() + have, record.size() - have);
    }
    return record;
}

std::optional<std::string> RecordReader::text() {
    const auto length = number<std::uint32_t>();
    if (length == gdal_protocol::null_text) {
        return std::nullopt;
    }
    return std::string(take(length));
}

void RecordReader::rethrow() {
    using gdal_protocol::Failure;
    const auto failure = static_cast<Failure>(number<std::uint8_t>());
    const auto code = failure == Failure::bad_call  ? ErrorCode::bad_call
                      : failure == Failure::machine ? ErrorCode::machine
                                                    : ErrorCode::bad_data;
    throw Error(code, for_people(text().value_or("the file cannot be read")));
}

std::string_view RecordReader::take(std::size_t count) {
    if (count > m_rest.size()) {
        throw Error(ErrorCode::machine, "jingwei-gdal sent a broken record; are both programs of one version?");
    }
    const auto taken = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    return taken;
}

} // namespace jingwei::data
