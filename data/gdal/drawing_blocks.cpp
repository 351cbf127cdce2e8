#include "data/gdal/drawing_blocks.hpp"

#include "data/gdal/text_encoding.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::gdal {

namespace {

/// The product, or the largest number where it is larger.
std::uint64_t times(std::uint64_t a, std::uint64_t b) {
    return a != 0 && b > UINT64_MAX / a ? UINT64_MAX : a * b;
}

/// An entity that draws a block: INSERT, DIMENSION.
struct Insertion {
    std::string block;
    std::uint64_t columns = 1, rows = 1;
};

/// A block, or what stands in the drawing itself.
struct Content {
    std::uint64_t entities = 0; ///< its own
    std::vector<Insertion> insertions;
    std::uint64_t drawn = 0; ///< entities once all of it is drawn
    enum class Count { none, begun, done } count = Count::none;
};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

int whole(std::string_view text) {
    int value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Goes through the pairs of group code and value.
class BlockCount {
  public:
    void take(int group, std::string_view value) {
        if (group == 0) {
            begin(value);
        } else if (m_type == "SECTION" && group == 2) {
            m_section = value;
        } else if (m_type == "BLOCK" && group == 2) {
            m_into = &m_blocks[std::string(value)];
        } else if (m_insertion && group == 2) {
            m_into->insertions[m_inserted].block = value;
        } else if (m_insertion && m_repeats && (group == 70 || group == 71)) {
            auto &insertion = m_into->insertions[m_inserted];
            (group == 70 ? insertion.columns : insertion.rows) = static_cast<std::uint64_t>(std::max(1, whole(value)));
        }
    }

    void check() {
        auto sum = drawn(m_drawing, "the drawing", 0) - m_drawing.entities;
        for (auto &[name, block] : m_blocks) {
            sum += drawn(block, name, 0);
        }
        if (sum > max_drawn_entities) {
            throw Error(
                ErrorCode::bad_data,
                fmt::format("the drawing's blocks come to {} entities once they are drawn, and {} are the most that are "
                            "taken; divide the drawing",
                            sum, max_drawn_entities));
        }
    }

  private:
    void begin(std::string_view type) {
        m_type = type;
        m_insertion = false;
        if (type == "SECTION" || type == "ENDSEC" || type == "ENDBLK") {
            m_into = &m_drawing;
            m_section = type == "ENDBLK" ? m_section : std::string();
        }
        const bool part = type == "VERTEX" || type == "SEQEND" || type == "ATTRIB" || type == "ATTDEF" || type == "BLOCK";
        const bool in_block = m_section == "BLOCKS" && m_into != &m_drawing;
        if (part || !(in_block || m_section == "ENTITIES")) {
            return;
        }
        if (type == "INSERT" || type == "DIMENSION") {
            m_insertion = true;
            m_repeats = type == "INSERT"; // the same groups of a dimension are flags
            m_inserted = m_into->insertions.size();
            m_into->insertions.emplace_back();
        } else {
            ++m_into->entities;
        }
    }

    static void check_size(std::uint64_t entities, const std::string &name) {
        constexpr std::size_t longest = 100;
        if (entities > max_block_entities) {
            throw Error(
                ErrorCode::bad_data,
                fmt::format("the block '{}' of the drawing comes to {} entities once it is drawn as often as blocks insert "
                            "each other and repeat, and {} are the most that are taken; purge it in the CAD program",
                            is_utf8(name) && name.size() <= longest ? name : "?", entities, max_block_entities));
        }
    }

    /// How many entities a block comes to. Blocks that insert themselves are not drawn again.
    std::uint64_t drawn(Content &content, const std::string &name, std::size_t depth) {
        if (depth > max_block_depth) {
            throw Error(ErrorCode::bad_data,
                        fmt::format("the drawing's blocks are nested more than {} deep; explode them in the "
                                    "CAD program",
                                    max_block_depth));
        }
        if (content.count != Content::Count::none) {
            return content.drawn;
        }
        content.count = Content::Count::begun;
        auto sum = content.entities;
        for (const auto &insertion : content.insertions) {
            const auto found = m_blocks.find(insertion.block);
            const auto once = found != m_blocks.end() ? drawn(found->second, found->first, depth + 1) : 0;
            const auto all = times(times(insertion.columns, insertion.rows), std::max<std::uint64_t>(1, once));
            check_size(all, insertion.block);
            sum += all;
        }
        if (&content != &m_drawing) {
            check_size(sum, name);
        }
        content.drawn = sum;
        content.count = Content::Count::done;
        return sum;
    }

    std::map<std::string, Content, std::less<>> m_blocks;
    Content m_drawing;
    Content *m_into = &m_drawing;
    std::string m_section, m_type;
    bool m_insertion = false, m_repeats = false;
    std::size_t m_inserted = 0; ///< in m_into
};

} // namespace

void check_blocks(const std::filesystem::path &drawing) {
    std::ifstream stream(drawing, std::ios::binary);
    std::string group;
    std::string value;
    BlockCount count;
    while (std::getline(stream, group) && std::getline(stream, value)) {
        count.take(whole(trimmed(group)), trimmed(value));
    }
    count.check();
}

} // namespace jingwei::gdal
