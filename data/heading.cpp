#include "data/heading.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace jingwei::data {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> brackets{{{"(", ")"}, {"[", "]"}, {"【", "】"}}};

/// Whether what stands in brackets behind a heading is a unit, or says whether the column must be filled in.
bool is_remark(std::string_view text, std::string_view close) {
    constexpr std::array<std::string_view, 15> remarks{"度",     "°",       "米",       "m",        "deg",
                                                       "degree", "degrees", "十进制度", "人",       "必填",
                                                       "选填",   "可选",    "可为空",   "required", "optional"};
    text.remove_suffix(close.size());
    for (const std::string_view word : {"单位:", "unit:"}) {
        text.remove_prefix(text.starts_with(word) ? word.size() : 0);
    }
    return std::ranges::find(remarks, text) != remarks.end();
}

} // namespace

std::string half_width(std::string_view text) {
    constexpr unsigned first_wide = 0xFF01;
    constexpr unsigned last_wide = 0xFF5E;
    constexpr unsigned to_ascii = 0xFEE0;
    std::string plain;
    for (std::size_t i = 0; i < text.size();) {
        const auto three = text.substr(i, 3);
        const auto at = [&](std::size_t k) { return static_cast<unsigned char>(three[k]); };
        const unsigned wide = three.size() == 3 && at(0) == 0xEF ? 0xF000U | ((at(1) & 0x3FU) << 6U) | (at(2) & 0x3FU) : 0;
        if (wide >= first_wide && wide <= last_wide) {
            plain += static_cast<char>(wide - to_ascii);
            i += 3;
        } else if (three == "\xE3\x80\x80" || three.starts_with("\xC2\xA0")) {
            plain += ' ';
            i += three == "\xE3\x80\x80" ? 3 : 2;
        } else {
            plain += text[i++];
        }
    }
    return plain;
}

std::string comparable(std::string_view text) {
    auto plain = half_width(text);
    std::erase_if(plain, [](unsigned char c) { return std::isspace(c) != 0; });
    std::ranges::transform(plain, plain.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return plain;
}

std::string plain_heading(std::string_view heading) {
    auto plain = comparable(heading);
    std::erase(plain, '*');
    for (const auto &[open, close] : brackets) {
        const auto at = plain.ends_with(close) ? plain.rfind(open) : std::string::npos;
        if (at != std::string::npos && at > 0 && is_remark(std::string_view(plain).substr(at + open.size()), close)) {
            plain.resize(at);
        }
    }
    return plain;
}

bool is_frame_heading(std::string_view heading) {
    const auto plain = plain_heading(heading);
    return plain == "frame" || plain == "坐标系";
}

} // namespace jingwei::data
