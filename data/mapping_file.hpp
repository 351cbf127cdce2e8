#pragma once

#include "data/sources.hpp"

#include <functional>
#include <string_view>

namespace jingwei::data {

/// The largest mapping file that is read, in bytes.
constexpr std::size_t mapping_file_limit = std::size_t{1} << 20U;

/// What a mapping may name.
struct MappingRules {
    std::vector<std::string> targets; ///< the columns of the layer
    /// The values that a column takes, or nothing where it takes any text.
    std::function<std::optional<std::vector<std::string>>(const std::string &target)> values_of;
    /// The same for messages, with their labels; empty = as they are.
    std::function<std::string(const std::string &target)> spoken_values = {};
    /// What is wrong with the value of an option, which may depend on others of the mapping; empty = nothing.
    std::function<std::string(const std::string &option, const ImportMapping &mapping)> option_fault = {};
};

/// A mapping file: a JSON object of `"column": "field"`, of `"column": {"field": "field", "codes": {"value": "code"}}`, and of
/// options `"$key": "field"`, `"$frame": "gcj02"` … Throws Error{bad_data} for anything else, with `name`, line and column:
/// text that is no JSON, an unknown column, option or code, options that exclude each other, a key that comes twice, a value of
/// the wrong type, too large.
[[nodiscard]] ImportMapping parse_mapping(std::string_view text, std::string_view name, const MappingRules &rules);

} // namespace jingwei::data
