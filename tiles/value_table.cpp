#include "tiles/value_table.hpp"

namespace jingwei::tiles {

namespace {

// Vector Tile Specification 2.1, vector_tile.proto
constexpr std::uint32_t layer_values = 4;
constexpr std::uint32_t value_string = 1;
constexpr std::uint32_t length_delimited = 2; // the wire type
constexpr std::size_t first_places = 64;

/// Folds eight bytes in by a multiplication with an odd constant (the golden ratio of 2^64).
std::uint64_t folded(std::uint64_t hash, std::uint64_t word) {
    constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15U;
    hash = (hash ^ word) * odd;
    return hash ^ hash >> 32U;
}

template <class Word> std::uint64_t word_at(const char *bytes) {
    Word word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

/// Eight bytes at a time; the last ones together with some before them.
std::uint64_t hash_of(std::string_view bytes) {
    const std::size_t size = bytes.size();
    const char *data = bytes.data();
    std::uint64_t hash = folded(0, size);
    if (size >= 8) {
        for (std::size_t at = 0; at + 8 < size; at += 8) {
            hash = folded(hash, word_at<std::uint64_t>(data + at));
        }
        return folded(hash, word_at<std::uint64_t>(data + size - 8));
    }
    if (size >= 4) {
        return folded(hash, word_at<std::uint32_t>(data) << 32U | word_at<std::uint32_t>(data + size - 4));
    }
    for (const char c : bytes) {
        hash = folded(hash, static_cast<unsigned char>(c));
    }
    return hash;
}

std::size_t varint_size(std::uint64_t value) {
    return static_cast<std::size_t>(protozero::length_of_varint(value));
}

} // namespace

std::size_t ValueTable::place_of(std::string_view payload, std::uint64_t hash) const {
    const std::size_t mask = m_places.size() - 1;
    std::size_t place = (hash >> 1U) & mask;
    for (; m_places[place] != 0; place = (place + 1) & mask) {
        const Entry &entry = m_entries[m_places[place] - 1];
        if (entry.hash == hash && is(entry, payload)) {
            break;
        }
    }
    return place;
}

void ValueTable::spread(std::size_t places) {
    m_places.assign(places, 0);
    const std::size_t mask = places - 1;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        std::size_t place = (m_entries[i].hash >> 1U) & mask;
        while (m_places[place] != 0) {
            place = (place + 1) & mask;
        }
        m_places[place] = static_cast<std::uint32_t>(i + 1);
    }
}

void ValueTable::add_field(std::string_view payload, bool is_text) {
    m_fields.add_varint(layer_values << 3U | length_delimited);
    if (is_text) {
        m_fields.add_varint(1 + varint_size(payload.size()) + payload.size());
        m_fields.add_varint(value_string << 3U | length_delimited);
    }
    m_fields.add_varint(payload.size());
    m_fields.add_bytes(payload);
}

std::uint32_t ValueTable::find_or_add(std::string_view payload, bool is_text) {
    if (2 * (m_entries.size() + 1) > m_places.size()) {
        spread(std::max(first_places, 4 * m_places.size()));
    }
    const std::uint64_t hash = (hash_of(payload) & ~std::uint64_t{1}) | (is_text ? 1U : 0U);
    const std::size_t place = place_of(payload, hash);
    if (m_places[place] == 0) {
        const std::size_t field = m_fields.size();
        add_field(payload, is_text);
        const std::size_t end = m_fields.size();
        m_entries.push_back({hash, static_cast<std::uint32_t>(field), static_cast<std::uint32_t>(end - payload.size()),
                             static_cast<std::uint32_t>(end)});
        m_places[place] = static_cast<std::uint32_t>(m_entries.size());
    }
    return m_places[place] - 1;
}

std::uint32_t ValueTable::index_of(std::string_view message, std::uint32_t guess) {
    return is_guess(guess, message, false) ? guess : find_or_add(message, false);
}

std::uint32_t ValueTable::index_of_text(std::string_view text, std::uint32_t guess) {
    return is_guess(guess, text, true) ? guess : find_or_add(text, true);
}

void ValueTable::shrink(std::size_t count) {
    // The last to come found its place after all others had theirs, so none was sent on by it.
    for (; m_entries.size() > count; m_entries.pop_back()) {
        const Entry &last = m_entries.back();
        m_places[place_of(m_fields.view().substr(last.payload, last.end - last.payload), last.hash)] = 0;
        m_fields.shrink(last.field);
    }
}

void ValueTable::clear() {
    m_fields.clear();
    m_entries.clear();
    m_places.assign(std::min(m_places.size(), first_places), 0);
}

} // namespace jingwei::tiles
