#pragma once

#include "data/edition_builder.hpp"

#include <iosfwd>
#include <span>
#include <string>

namespace jingwei::server {

class JsonWriter;

/// One repair as a sentence: what happened to the ground and why.
[[nodiscard]] std::string repair_text_en(const data::GeometryFinding &repair);
[[nodiscard]] std::string repair_text_zh(const data::GeometryFinding &repair);

/// The repairs among findings for people, in English and Chinese: by kind, the largest first, the first 20 of each.
void print_repairs(std::ostream &out, std::span<const data::GeometryFinding> findings);

/// All repairs among findings as the member `repairs`.
void write_repairs(JsonWriter &json, std::span<const data::GeometryFinding> findings);

} // namespace jingwei::server
