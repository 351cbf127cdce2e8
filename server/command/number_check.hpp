#pragma once

#include <CLI/CLI.hpp>

namespace jingwei::server {

/// Takes a number from `least` to `most`; "nan" is none, which CLI::Range lets through.
[[nodiscard]] CLI::Validator number_from_to(double least, double most);

} // namespace jingwei::server
