#include "data/gdal/kml_names.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fmt/format.h>

namespace jingwei::gdal {

namespace {

constexpr std::string_view mark = "jwname";
constexpr std::string_view blanks = " \t\r\n";

bool is_kept(std::string_view name) {
    return !name.starts_with(mark) &&
           std::ranges::all_of(name, [](unsigned char c) { return c < 0x80 && (std::isalnum(c) != 0 || c == '_'); });
}

} // namespace

std::string name_for_libkml(std::string_view name) {
    if (is_kept(name)) {
        return std::string(name);
    }
    std::string hidden(mark);
    for (const char c : name) {
        hidden += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
    return hidden;
}

std::string name_in_kml(const std::string &name) {
    if (!name.starts_with(mark)) {
        return name;
    }
    std::string plain;
    for (std::size_t at = mark.size(); at + 1 < name.size(); at += 2) {
        unsigned char byte = 0;
        std::from_chars(name.data() + at, name.data() + at + 2, byte, 16);
        plain += static_cast<char>(byte);
    }
    return plain;
}

std::string_view attribute_in(std::string_view tag, std::string_view wanted) {
    auto at = tag.find_first_of(" \t\r\n/>");
    while (at != std::string_view::npos) {
        at = tag.find_first_not_of(blanks, at);
        if (at == std::string_view::npos || tag[at] == '/' || tag[at] == '>') {
            break;
        }
        const auto key = tag.substr(at, tag.find_first_of(" \t\r\n=", at) - at);
        const auto open = tag.find_first_of("\"'", at);
        const auto close = open == std::string_view::npos ? open : tag.find(tag[open], open + 1);
        if (close == std::string_view::npos) {
            break;
        }
        if (key == wanted) {
            return tag.substr(open + 1, close - open - 1);
        }
        at = close + 1;
    }
    return {};
}

} // namespace jingwei::gdal
