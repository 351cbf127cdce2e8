#include "data/mapping_file.hpp"
#include "spatial/error.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>

using namespace jingwei;
using namespace jingwei::data;

namespace {

const std::vector<std::string> columns{"code", "name", "kind"};
const std::vector<std::string> kinds{"dome", "ptz_dome"};

const MappingRules rules{.targets = columns,
                         .values_of = [](const std::string &target) -> std::optional<std::vector<std::string>> {
                             return target == "kind" ? std::optional(kinds) : std::nullopt;
                         }};

bool is_column(const std::string &name) {
    return std::ranges::find(columns, name) != columns.end();
}

} // namespace

/// A mapping file: what is taken names columns and codes that exist; everything else is refused with its place.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
    try {
        const auto mapping = parse_mapping(fuzz::text_of(bytes, size), "f", rules);
        for (const auto &[column, field] : mapping.fields) {
            fuzz::require(is_column(column) && !field.empty(), "a column takes a named field");
        }
        for (const auto &[column, codes] : mapping.codes) {
            fuzz::require(mapping.fields.contains(column) && !codes.empty(), "codes belong to a column that is mapped");
            for (const auto &[value, code] : codes) {
                fuzz::require(column != "kind" || std::ranges::find(kinds, code) != kinds.end(), "a code is known");
            }
        }
    } catch (const Error &error) {
        fuzz::require(error.code() == ErrorCode::bad_data, "a file at fault is bad data");
        fuzz::require(std::string_view(error.what()).find("line ") != std::string_view::npos, "a fault has its line");
    }
    return 0;
}
