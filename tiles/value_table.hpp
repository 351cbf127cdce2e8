#pragma once

#include "tiles/wire_bytes.hpp"

#include <vector>

namespace jingwei::tiles {

/// The distinct values of a layer, numbered as they come, kept as the fields of the layer's message that they become. Values
/// are found by a hash in a table with open places; a run of values taken out again, the last ones first, leaves nothing.
class ValueTable {
  public:
    static constexpr std::uint32_t none = UINT32_MAX; ///< no value has this number

    /// The number of a value, an encoded Value message. `guess` is tried first: the number of the value that the attribute had
    /// last, or `none`.
    [[nodiscard]] std::uint32_t index_of(std::string_view message, std::uint32_t guess = none);
    /// The same for a text, which becomes a Value message here. A message with the same bytes is another value.
    [[nodiscard]] std::uint32_t index_of_text(std::string_view text, std::uint32_t guess = none);
    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    /// Takes out all but the first `count`.
    void shrink(std::size_t count);
    /// Takes out all, in one step.
    void clear();
    /// The fields `values` of the layer.
    [[nodiscard]] std::string_view fields() const { return m_fields.view(); }

  private:
    struct Entry {
        std::uint64_t hash = 0;    ///< the lowest bit says whether it is a text
        std::uint32_t field = 0;   ///< where its field begins
        std::uint32_t payload = 0; ///< where its message or its text begins; it ends with the field
        std::uint32_t end = 0;
    };
    /// Codes that follow one another differ at their ends.
    [[nodiscard]] bool is(const Entry &entry, std::string_view payload) const {
        const std::string_view own = m_fields.view().substr(entry.payload, entry.end - entry.payload);
        return own.size() == payload.size() && (own.empty() || own.back() == payload.back()) && own == payload;
    }
    [[nodiscard]] bool is_guess(std::uint32_t guess, std::string_view payload, bool is_text) const {
        return guess < m_entries.size() && (m_entries[guess].hash & 1U) == (is_text ? 1U : 0U) && is(m_entries[guess], payload);
    }
    [[nodiscard]] std::uint32_t find_or_add(std::string_view payload, bool is_text);
    void add_field(std::string_view payload, bool is_text);
    [[nodiscard]] std::size_t place_of(std::string_view payload, std::uint64_t hash) const;
    void spread(std::size_t places);

    WireBytes m_fields;
    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_places; ///< 1 + index of an entry, 0 = open; a power of two, at most half full
};

} // namespace jingwei::tiles
