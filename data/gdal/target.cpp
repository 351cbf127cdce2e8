#include "data/gdal/target.hpp"

#include "spatial/error.hpp"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::gdal {

void fail_to_write(const std::filesystem::path &folder, const std::string &said) {
    constexpr std::uintmax_t next_to_nothing = 65'536;
    std::error_code failed;
    const auto space = std::filesystem::space(folder, failed);
    if (!failed && space.available < next_to_nothing) {
        throw Error(ErrorCode::machine, "the file cannot be written: the disk is full; make room and try again");
    }
    throw Error(ErrorCode::machine,
                fmt::format("the file cannot be written{}{}; is there room on the disk?", said.empty() ? "" : ": ", said));
}

double to_number(const std::string &text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        throw Error(ErrorCode::machine, fmt::format("'{}' was sent as a number; are both programs of one version?", text));
    }
    return value;
}

} // namespace jingwei::gdal
