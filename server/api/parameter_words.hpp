#pragma once

#include <string>
#include <string_view>

namespace jingwei::server {

/// A message that was written for the command line, in the words of the HTTP call: --source-layer is source_layer there, and
/// --map kind=FIELD is map={"kind":"FIELD"}. Only options of import and export are touched.
[[nodiscard]] std::string in_parameters(std::string_view message);

} // namespace jingwei::server
