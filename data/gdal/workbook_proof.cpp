#include "data/gdal/workbook_proof.hpp"

#include "data/gdal/xml.hpp"
#include "data/gdal/zip_entries.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

namespace jingwei::gdal {

namespace {

constexpr std::string_view cell = "<c ";
constexpr std::string_view closing = "</worksheet>";

/// Our own file: as large as it is.
constexpr ZipLimits no_limits{.bytes = std::numeric_limits<std::uint64_t>::max(),
                              .ratio = std::numeric_limits<std::uint32_t>::max()};

/// Counts the cells of a sheet whose bytes come in pieces; texts cannot hold the sign that opens an element.
class CellCount {
  public:
    void take(std::string_view piece) {
        m_last += piece;
        for (auto at = m_last.find(cell); at != std::string::npos; at = m_last.find(cell, at + cell.size())) {
            ++m_cells;
        }
        m_end.append(piece.substr(piece.size() - std::min(piece.size(), closing.size())));
        m_end.erase(0, m_end.size() - std::min(m_end.size(), closing.size()));
        m_last.erase(0, m_last.size() - std::min(m_last.size(), cell.size() - 1)); // less than a cell's beginning
    }
    [[nodiscard]] std::uint64_t cells() const { return m_cells; }
    [[nodiscard]] bool is_closed() const { return m_end == closing; }

  private:
    std::string m_last; ///< what may begin a cell that the next piece goes on with
    std::string m_end;
    std::uint64_t m_cells = 0;
};

} // namespace

bool is_whole_workbook(const std::filesystem::path &file, std::uint64_t cells) {
    std::uint64_t found = 0;
    bool sound = true;
    try {
        ZipEntries zip(file, no_limits, "workbook");
        while (zip.next()) {
            if (zip.name().starts_with("xl/worksheets/sheet")) {
                CellCount count;
                zip.read([&](std::string_view piece) { count.take(piece); });
                found += count.cells();
                sound = sound && count.is_closed();
            } else {
                std::string part;
                zip.read([&](std::string_view piece) { part += piece; });
                parse_xml(part, zip.name(), {.start = [](std::string_view, const XmlAttributes &) {}});
            }
        }
    } catch (const Error &) {
        return false;
    }
    return sound && found == cells;
}

} // namespace jingwei::gdal
