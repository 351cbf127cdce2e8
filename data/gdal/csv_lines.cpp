#include "data/gdal/csv_lines.hpp"

#include <fstream>

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

} // namespace jingwei::gdal
