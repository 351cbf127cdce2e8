#include "tiles/value_table.hpp"

namespace jingwei::tiles {

namespace {

constexpr std::uint32_t layer_values = 4; // Vector Tile Specification 2.1, vector_tile.proto
constexpr std::size_t first_places = 64;

/// Eight bytes at a time, each folded in by a multiplication with an odd constant (the golden ratio of 2^64).
std::uint64_t hash_of(std::string_view bytes) {
    constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15U;
    std::uint64_t hash = bytes.size() * odd;
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
        hash = (hash ^ word) * odd;
        hash ^= hash >> 32U;
    }
    return hash;
}

} // namespace

std::size_t ValueTable::place_of(std::string_view message, std::uint64_t hash) const {
    const std::size_t mask = m_places.size() - 1;
    std::size_t place = hash & mask;
    for (; m_places[place] != 0; place = (place + 1) & mask) {
        const Entry &entry = m_entries[m_places[place] - 1];
        if (entry.hash == hash && m_fields.view().substr(entry.message, entry.end - entry.message) == message) {
            break;
        }
    }
    return place;
}

void ValueTable::spread() {
    m_places.assign(std::max(first_places, 2 * m_places.size()), 0);
    const std::size_t mask = m_places.size() - 1;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        std::size_t place = m_entries[i].hash & mask;
        while (m_places[place] != 0) {
            place = (place + 1) & mask;
        }
        m_places[place] = static_cast<std::uint32_t>(i + 1);
    }
}

std::uint32_t ValueTable::index_of(std::string_view message) {
    if (2 * (m_entries.size() + 1) > m_places.size()) {
        spread();
    }
    const std::uint64_t hash = hash_of(message);
    const std::size_t place = place_of(message, hash);
    if (m_places[place] == 0) {
        Entry entry{.hash = hash, .field = m_fields.size()};
        m_fields.add_field(layer_values, message);
        entry.end = m_fields.size();
        entry.message = entry.end - message.size();
        m_entries.push_back(entry);
        m_places[place] = static_cast<std::uint32_t>(m_entries.size());
    }
    return m_places[place] - 1;
}

void ValueTable::shrink(std::size_t count) {
    // The last to come found its place after all others had theirs, so none was sent on by it.
    for (; m_entries.size() > count; m_entries.pop_back()) {
        const Entry &last = m_entries.back();
        const std::string_view message = m_fields.view().substr(last.message, last.end - last.message);
        m_places[place_of(message, last.hash)] = 0;
        m_fields.shrink(last.field);
    }
}

} // namespace jingwei::tiles
