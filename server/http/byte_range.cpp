#include "server/http/byte_range.hpp"

#include <algorithm>
#include <charconv>

namespace jingwei::server {

namespace {

constexpr std::string_view unit = "bytes=";

/// A number too large for any file stands for one that is beyond its end.
std::optional<std::uint64_t> to_position(std::string_view text) {
    std::uint64_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec == std::errc::invalid_argument || end.ptr != text.data() + text.size()) {
        return std::nullopt;
    }
    return end.ec == std::errc::result_out_of_range ? UINT64_MAX : number;
}

/// `bytes=-n`: the last n.
std::optional<ByteRange> suffix(std::string_view count, std::uint64_t size) {
    const auto wanted = to_position(count);
    if (!wanted || *wanted == 0 || size == 0) {
        return std::nullopt;
    }
    const std::uint64_t length = std::min(*wanted, size);
    return ByteRange{size - length, length, true};
}

} // namespace

std::optional<ByteRange> asked_range(const Request &request, std::uint64_t size, std::string_view etag) {
    const auto range = request.header("Range");
    const auto condition = request.header("If-Range");
    if (!range || request.method != Method::get || (condition && *condition != etag)) {
        return ByteRange{0, size, false};
    }
    int lines = 0;
    request.for_each_header("Range", [&](std::string_view) { ++lines; });
    if (lines != 1 || !equal_ignoring_case(range->substr(0, unit.size()), unit)) {
        return std::nullopt;
    }
    const std::string_view text = range->substr(unit.size());
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    if (dash == 0) {
        return suffix(text.substr(1), size);
    }
    const auto first = to_position(text.substr(0, dash));
    const std::string_view end = text.substr(dash + 1);
    const auto last = end.empty() ? std::optional(size) : to_position(end);
    if (!first || !last || *first >= size || *last < *first) {
        return std::nullopt;
    }
    return ByteRange{*first, std::min(*last, size - 1) - *first + 1, true};
}

} // namespace jingwei::server
