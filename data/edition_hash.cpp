#include "data/edition_hash.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <span>

namespace jingwei::data {

namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

/// A running SHA-256 over fields, each ended by a byte that no field holds.
class FieldHash {
  public:
    FieldHash() { crypto_hash_sha256_init(&m_state); }
    FieldHash &add(std::string_view field) {
        const std::uint8_t end = 0xFF;
        crypto_hash_sha256_update(&m_state, reinterpret_cast<const std::uint8_t *>(field.data()), field.size());
        crypto_hash_sha256_update(&m_state, &end, 1);
        return *this;
    }
    FieldHash &add(std::optional<int> number) { return add(number ? fmt::to_string(*number) : std::string()); }
    [[nodiscard]] std::string finish() {
        std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
        crypto_hash_sha256_final(&m_state, digest.data());
        return hex(digest);
    }

  private:
    crypto_hash_sha256_state m_state{};
};

std::vector<const Grid *> in_order_of_code(const ThemeWorld &theme) {
    std::vector<const Grid *> grids;
    for (std::size_t i = 1; i < theme.grids.size(); ++i) {
        grids.push_back(&theme.grids[i]);
    }
    std::ranges::sort(grids, {}, &Grid::code);
    return grids;
}

std::string attribute_hash(const ThemeWorld &theme, const std::vector<Division> &divisions) {
    FieldHash hash;
    for (const Grid *grid : in_order_of_code(theme)) {
        hash.add(grid->code).add(grid->name).add(theme.levels[grid->level].code).add(grid->dedicated ? "dedicated" : "base");
        hash.add(theme.grids[grid->parent].code).add(divisions[grid->division].code).add(grid->fallback_org);
        hash.add(grid->households).add(grid->residents);
    }
    return hash.finish();
}

} // namespace

ThemeHashes hashes_of(const ThemeWorld &theme, const std::vector<Division> &divisions) {
    std::vector<std::string> codes(theme.grids.size());
    std::ranges::transform(theme.grids, codes.begin(), &Grid::code);
    return {hex(spatial::content_hash(theme.coverage, codes)), attribute_hash(theme, divisions)};
}

std::string root_hash(const std::map<std::string, ThemeHashes> &themes) {
    FieldHash hash;
    for (const auto &[code, hashes] : themes) {
        hash.add(code).add(hashes.content).add(hashes.attributes);
    }
    return hash.finish();
}

} // namespace jingwei::data
