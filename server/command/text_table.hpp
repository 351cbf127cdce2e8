#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::server {

/// A table for a terminal: columns as wide as their widest cell, numbers to the right. A Chinese character is two columns wide.
class TextTable {
  public:
    explicit TextTable(std::vector<std::string> headings) { m_rows.push_back(std::move(headings)); }
    void add(std::vector<std::string> row) { m_rows.push_back(std::move(row)); }
    /// The heading, a line, and the rows; nothing where there are none.
    void print(std::ostream &out) const;

  private:
    std::vector<std::vector<std::string>> m_rows; ///< [0] is the heading
};

/// How many columns a text takes in a terminal.
[[nodiscard]] std::size_t columns_of_text(std::string_view text);

} // namespace jingwei::server
