#pragma once

#include <protozero/varint.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace jingwei::tiles {

/// Writes a varint, of one or two bytes without a branch, and says where it ends. There is room for ten.
inline char *put_varint(char *out, std::uint64_t value) {
    constexpr std::uint64_t two_bytes = 1U << 14U;
    if (value >= two_bytes) {
        return out + protozero::add_varint_to_buffer(out, value);
    }
    const std::uint64_t more = value > 0x7FU ? 1 : 0;
    out[0] = static_cast<char>(static_cast<unsigned char>(value | more << 7U));
    out[1] = static_cast<char>(static_cast<unsigned char>(value >> 7U));
    return out + 1 + more;
}

/// Bytes in the wire format of protocol buffers, one after another. The memory is kept when they are cleared, and never filled
/// before it is written: what a tile needs thousands of times costs no allocation.
class WireBytes {
  public:
    static constexpr std::size_t longest_varint = 10;

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] std::string_view view() const { return {m_bytes.get(), m_size}; }
    /// Keeps the memory, but not what a tile of a thousand asked for.
    void clear() {
        m_size = 0;
        if (m_capacity > most_kept) {
            m_bytes.reset();
            m_capacity = 0;
        }
    }
    /// Takes the last bytes out.
    void shrink(std::size_t size) { m_size = size; }

    /// Room for so many bytes behind the last one; `took` says where those that were written end.
    [[nodiscard]] char *room(std::size_t bytes) {
        if (m_capacity - m_size < bytes) {
            grow(bytes);
        }
        return m_bytes.get() + m_size;
    }
    void took(const char *end) { m_size = static_cast<std::size_t>(end - m_bytes.get()); }

    void add_varint(std::uint64_t value) { took(put_varint(room(longest_varint), value)); }
    void add_bytes(std::string_view bytes) {
        if (!bytes.empty()) {
            std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
            m_size += bytes.size();
        }
    }
    /// A length-delimited field.
    void add_field(std::uint32_t number, std::string_view bytes) {
        constexpr std::uint32_t length_delimited = 2;
        add_varint(number << 3U | length_delimited);
        add_varint(bytes.size());
        add_bytes(bytes);
    }
    /// A field that is a number.
    void add_field(std::uint32_t number, std::uint64_t value) {
        add_varint(number << 3U);
        add_varint(value);
    }

  private:
    static constexpr std::size_t most_kept = std::size_t{1} << 20U;
    void grow(std::size_t bytes) {
        constexpr std::size_t least = 2048;
        const std::size_t capacity = std::max({least, 2 * m_capacity, m_size + bytes});
        auto larger = std::make_unique_for_overwrite<char[]>(capacity); // NOLINT(modernize-avoid-c-arrays)
        if (m_size > 0) {
            std::memcpy(larger.get(), m_bytes.get(), m_size);
        }
        m_bytes = std::move(larger);
        m_capacity = capacity;
    }

    std::unique_ptr<char[]> m_bytes; // NOLINT(modernize-avoid-c-arrays)
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

} // namespace jingwei::tiles
