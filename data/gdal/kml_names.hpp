#pragma once

#include <string>
#include <string_view>

namespace jingwei::gdal {

/// LIBKML makes an underscore of every byte but ASCII letters and digits in the name of untyped extended data (`<Data
/// name="编码">`), so 编码 and 类型 would be one field. A name with others is written in hexadecimal digits for it, which are
/// taken back by `name_in_kml`; any other name stays as it is.
[[nodiscard]] std::string name_for_libkml(std::string_view name);

/// The name as it stands in the KML.
[[nodiscard]] std::string name_in_kml(const std::string &name);

/// The value of an attribute of the tag that begins `tag`, as it is written between its quotes; a part of `tag`, empty where
/// there is none. The tag is sound.
[[nodiscard]] std::string_view attribute_in(std::string_view tag, std::string_view wanted);

} // namespace jingwei::gdal
