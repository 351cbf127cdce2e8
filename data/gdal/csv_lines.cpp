#include "data/gdal/csv_lines.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <string>

namespace jingwei::gdal {

std::vector<std::int64_t> csv_lines(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    std::vector<std::int64_t> starts;
    std::string text;
    bool quoted = false;
    for (std::int64_t line = 1; std::getline(stream, text); ++line) {
        const bool blank = text.empty() || text == "\r";
        if (!quoted && !blank) {
            starts.push_back(line);
        }
        for (const char c : text) {
            quoted = quoted != (c == '"');
        }
    }
    return starts;
}

std::size_t csv_columns(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    std::string line;
    std::getline(stream, line);
    std::map<char, std::size_t> seen;
    bool quoted = false;
    for (const char c : line) {
        quoted = quoted != (c == '"');
        if (!quoted && (c == ',' || c == ';' || c == '\t' || c == '|')) {
            ++seen[c];
        }
    }
    std::size_t most = 0;
    for (const auto &[separator, count] : seen) {
        most = std::max(most, count);
    }
    return most + 1;
}

} // namespace jingwei::gdal
