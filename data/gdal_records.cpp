#include "data/gdal_records.hpp"

#include "spatial/error.hpp"

#include <algorithm>
#include <array>

namespace jingwei::data {

namespace {

constexpr std::size_t first_bytes = std::size_t{1} << 16U;

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
    throw Error(code, text().value_or("the file cannot be read"));
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
