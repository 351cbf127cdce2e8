#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace jingwei::gdal {

/// Attributes of an element by their local name; a later one of two with the same local name wins.
using XmlAttributes = std::map<std::string, std::string, std::less<>>;

/// What happens while a document is read, names without prefix. An event may throw: the reading ends with it.
struct XmlEvents {
    std::function<void(std::string_view name, const XmlAttributes &)> start;
    std::function<void(std::string_view name)> end = [](std::string_view) {};
    std::function<void(std::string_view text)> text = [](std::string_view) {};
    std::size_t *at = nullptr; ///< where to put the offset in bytes at which the element begins, before `start`
};

/// Reads a whole XML document (UTF-8, UTF-16 or what its declaration says, as far as expat knows it). A document type is
/// refused, so that there are no entities but the five of XML. Throws Error{bad_data} that names `part` and the line.
void parse_xml(std::string_view bytes, const std::string &part, const XmlEvents &events);

} // namespace jingwei::gdal
