#pragma once

#include "tiles/wire_bytes.hpp"

#include <vector>

namespace jingwei::tiles {

/// The distinct values of a layer, numbered as they come, kept as the fields of the layer's message that they become. Values
/// are found by a hash in a table with open places; a run of values taken out again, the last ones first, leaves nothing.
class ValueTable {
  public:
    /// The number of a value, an encoded Value message.
    [[nodiscard]] std::uint32_t index_of(std::string_view message);
    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    /// Takes out all but the first `count`.
    void shrink(std::size_t count);
    /// The fields `values` of the layer.
    [[nodiscard]] std::string_view fields() const { return m_fields.view(); }

  private:
    struct Entry {
        std::uint64_t hash = 0;
        std::size_t field = 0;   ///< where its field begins
        std::size_t message = 0; ///< where its message begins; it ends with the field
        std::size_t end = 0;
    };
    [[nodiscard]] std::size_t place_of(std::string_view message, std::uint64_t hash) const;
    void spread();

    WireBytes m_fields;
    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_places; ///< 1 + index of an entry, 0 = open; a power of two, at most half full
};

} // namespace jingwei::tiles
