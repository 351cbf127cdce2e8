#include "server/command/text_table.hpp"

#include <algorithm>
#include <ostream>

namespace jingwei::server {

namespace {

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.,+-%") == std::string_view::npos;
}

} // namespace

std::size_t columns_of_text(std::string_view text) {
    std::size_t columns = 0;
    for (const char byte : text) {
        const auto lead = static_cast<unsigned char>(byte);
        columns += lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE1 ? 1 : 2; // from U+1000 on: nearly all Chinese
    }
    return columns;
}

void TextTable::print(std::ostream &out) const {
    if (m_rows.size() < 2) {
        return;
    }
    std::vector<std::size_t> widths(m_rows.front().size(), 0);
    for (const auto &row : m_rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], columns_of_text(row[i]));
        }
    }
    const auto print_row = [&](const std::vector<std::string> &row) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string blanks(widths[i] - columns_of_text(row[i]), ' ');
            line += (i == 0 ? "" : "  ") + (is_number(row[i]) ? blanks + row[i] : row[i] + blanks);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    };
    print_row(m_rows.front());
    std::vector<std::string> rule;
    std::ranges::transform(widths, std::back_inserter(rule), [](std::size_t width) { return std::string(width, '-'); });
    print_row(rule);
    std::for_each(m_rows.begin() + 1, m_rows.end(), print_row);
}

} // namespace jingwei::server
