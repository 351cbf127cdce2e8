#pragma once

#include "data/import.hpp"

#include <iosfwd>

namespace jingwei::server {

class JsonWriter;

/// How many lines of each list people are shown.
constexpr std::size_t shown_lines = 20;

/// What moved, was renamed and changed otherwise, and what came of the source's keys and of the roster, for people.
void print_import_outcome(std::ostream &out, const data::ImportReport &report);

/// The same, all of it, as members of the JSON object that is open.
void write_import_outcome(JsonWriter &json, const data::ImportReport &report);

} // namespace jingwei::server
