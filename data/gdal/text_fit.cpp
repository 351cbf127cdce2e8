#include "data/gdal/text_fit.hpp"

#include "spatial/error.hpp"

#include <fmt/format.h>
#include <iconv.h>

namespace jingwei::gdal {

TextFit::TextFit(const std::string &encoding) : m_converter(nullptr) {
    if (encoding == "UTF-8") {
        return;
    }
    if (encoding != "GBK" && encoding != "GB18030") {
        throw Error(ErrorCode::bad_call,
                    fmt::format("unknown encoding '{}'; a Shapefile is written as UTF-8 or GBK", encoding));
    }
    m_converter = iconv_open(encoding.c_str(), "UTF-8");
}

TextFit::~TextFit() {
    if (m_converter != nullptr) {
        iconv_close(m_converter);
    }
}

std::optional<std::size_t> TextFit::bytes_of(std::string_view text) const {
    if (m_converter == nullptr) {
        return text.size();
    }
    iconv(m_converter, nullptr, nullptr, nullptr, nullptr);
    std::string in(text);
    std::string out(text.size() * 2, '\0'); // no character is longer in GB18030 than twice its UTF-8
    char *from = in.data();
    char *to = out.data();
    std::size_t left = in.size();
    std::size_t room = out.size();
    if (iconv(m_converter, &from, &left, &to, &room) != 0) {
        return std::nullopt;
    }
    return out.size() - room;
}

} // namespace jingwei::gdal
