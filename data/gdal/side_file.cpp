#include "data/gdal/side_file.hpp"

#include "data/gdal/text_encoding.hpp"
#include "spatial/error.hpp"

#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace jingwei::gdal {

void refuse_side_file(const std::filesystem::path &file, const std::string &reason) {
    throw Error(ErrorCode::bad_data, fmt::format("'{}': {}", file.filename().string(), reason));
}

std::string read_side_file(const std::filesystem::path &file) {
    constexpr std::size_t most_bytes = std::size_t{1} << 20U;
    std::error_code failed;
    const auto size = std::filesystem::file_size(file, failed);
    if (failed || !std::filesystem::is_regular_file(file, failed)) {
        throw Error(ErrorCode::bad_call, fmt::format("there is no file '{}'; check the name", file.string()));
    }
    if (size > most_bytes) {
        refuse_side_file(file, "it is larger than 1 MiB; is it the right file?");
    }
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    auto bytes = text.str();
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        bytes.erase(0, 3);
    }
    const auto decoded = TextDecoder(is_utf8(bytes) ? "UTF-8" : "GB18030").decode(bytes);
    if (!decoded) {
        refuse_side_file(file, "its text is neither UTF-8 nor GBK");
    }
    return *decoded;
}

} // namespace jingwei::gdal
