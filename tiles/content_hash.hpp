#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <string_view>

namespace jingwei::tiles {

/// A number for some content: FNV-1a, 64 bit. Takes attributes as a FeatureWriter does, so that one function can tell both what
/// a feature says; texts are ended by their lengths.
class ContentHash {
  public:
    ContentHash &bytes(std::string_view content) {
        for (const char c : content) {
            step(static_cast<unsigned char>(c));
        }
        return *this;
    }
    void add(std::string_view /*key*/, std::string_view text) { bytes(text).number(static_cast<std::int64_t>(text.size())); }
    void add(std::string_view key, const char *text) { add(key, std::string_view(text)); }
    void add(std::string_view /*key*/, std::integral auto value) { number(static_cast<std::int64_t>(value)); }
    void add(std::string_view /*key*/, double value) { number(std::bit_cast<std::int64_t>(value)); }
    [[nodiscard]] std::uint64_t value() const { return m_hash; }

  private:
    void number(std::int64_t value) {
        for (unsigned shift = 0; shift < 64; shift += 8) {
            step(static_cast<unsigned char>(static_cast<std::uint64_t>(value) >> shift));
        }
    }
    void step(unsigned char byte) { m_hash = (m_hash ^ byte) * 0x100000001B3U; }
    std::uint64_t m_hash = 0xCBF29CE484222325U;
};

} // namespace jingwei::tiles
