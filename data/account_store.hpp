#pragma once

#include "data/sqlite.hpp"
#include "data/store.hpp"

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace jingwei::data {

using KeyHash = std::array<std::uint8_t, 32>;

/// SHA-256 of an API key as it was shown.
[[nodiscard]] KeyHash hash_of_key(std::string_view key);
/// 256 random bits as text: "jwk_" and 43 characters of base64url.
[[nodiscard]] std::string random_key();

/// Adds an account with its password as argon2id, in the caller's transaction. Costs some 46 MiB and tens of ms.
Written add_account_row(Queries &queries, const Actor &actor, const std::string &name, const std::string &password,
                        const std::string &scope);
/// Adds the hash of `key` to an account, in the caller's transaction; answers whose it is.
Store::KeyHolder add_key_row(Queries &queries, const Actor &actor, const std::string &account, const std::string &label,
                             const std::string &key);

/// The keys in force, by hash. A look-up compares hashes only, so its time says nothing about a key. Thread-safe.
class KeyRing {
  public:
    void read(Queries &queries);
    void add(std::string_view key, Store::KeyHolder holder);
    [[nodiscard]] std::optional<Store::KeyHolder> find(std::string_view key) const;

  private:
    mutable std::mutex m_mutex;
    std::map<KeyHash, Store::KeyHolder> m_holders;
};

} // namespace jingwei::data
