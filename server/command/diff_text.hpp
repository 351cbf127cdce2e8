#pragma once

#include "server/service/edition_diff.hpp"

#include <iosfwd>
#include <string>

namespace jingwei::server {

/// A comparison for a terminal: grids, people, and how many objects change hands.
void print_diff(const EditionDiff &diff, std::ostream &out);

/// Where and how a comparison is written.
struct DiffOutput {
    std::string file; ///< .xlsx, .csv or .geojson; empty = to the terminal
    bool overwrite = false, json = false;
};

/// Writes a comparison as asked. `head` is the beginning of the JSON object: members with a comma behind them.
void write_diff(const EditionDiff &diff, const DiffOutput &output, const std::string &head, std::ostream &out);

} // namespace jingwei::server
