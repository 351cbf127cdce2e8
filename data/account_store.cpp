#include "data/account_store.hpp"

#include "data/journal.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

namespace jingwei::data {

namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t argon_memory = std::size_t{46} << 20; // OWASP ASVS 5.0, appendix C
constexpr unsigned long long argon_passes = 1;
constexpr std::size_t least_password_length = 8;

void require_sodium() {
    if (sodium_init() < 0) {
        throw Error(ErrorCode::machine, "the library of cryptography cannot start; check that libsodium is installed whole");
    }
}

std::string password_hash(const std::string &password) {
    require_sodium();
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str(text.data(), password.data(), password.size(), argon_passes, argon_memory) != 0) {
        throw Error(ErrorCode::machine, "there is not enough memory to hash a password; free some and try again");
    }
    return text.data();
}

} // namespace

KeyHash hash_of_key(std::string_view key) {
    KeyHash hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char *>(key.data()), key.size());
    return hash;
}

std::string random_key() {
    require_sodium();
    std::array<unsigned char, key_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::array<char, sodium_base64_ENCODED_LEN(key_bytes, variant)> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    return fmt::format("jwk_{}", text.data());
}

Written add_account_row(Queries &queries, const Actor &actor, const std::string &name, const std::string &password,
                        const std::string &scope) {
    if (name.empty() || scope.empty()) {
        throw Error(ErrorCode::bad_call, "an account needs a name and a scope");
    }
    if (password.size() < least_password_length) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("the password is too short; choose at least {} characters", least_password_length));
    }
    if (queries.find("find_account", name)) {
        throw Error(ErrorCode::conflict, fmt::format("there is an account {} already; choose another name", name));
    }
    const auto id = queries.find("insert_account", name, password_hash(password), scope, now_ms(), actor.name).value();
    return {id, append_journal(queries, actor, {.kind = "account.add", .object_id = id, .code = name, .edition = {}})};
}

Store::KeyHolder add_key_row(Queries &queries, const Actor &actor, const std::string &account, const std::string &label,
                             const std::string &key) {
    SQLite::Statement &owner = queries("account_with_scope", account);
    if (!owner.executeStep()) {
        throw Error(ErrorCode::not_found, fmt::format("there is no account {}; add it with `jingwei user add`", account));
    }
    const std::int64_t owner_id = owner.getColumn(0).getInt64();
    Store::KeyHolder holder{account, label, owner.getColumn(1).getString()};
    owner.reset();
    const KeyHash hash = hash_of_key(key);
    Blob bytes(hash.size());
    std::ranges::transform(hash, bytes.begin(), [](std::uint8_t byte) { return std::byte{byte}; });
    const auto id = queries.find("insert_api_key", owner_id, label, bytes, now_ms(), actor.name).value();
    append_journal(queries, actor, {.kind = "api_key.add", .object_id = id, .code = account, .edition = {}});
    return holder;
}

void KeyRing::read(Queries &queries) {
    std::map<KeyHash, Store::KeyHolder> holders;
    SQLite::Statement &rows = queries("api_keys");
    while (rows.executeStep()) {
        KeyHash hash{};
        std::ranges::copy_n(static_cast<const std::uint8_t *>(rows.getColumn(0).getBlob()), hash.size(), hash.begin());
        holders[hash] = {rows.getColumn(1).getString(), rows.getColumn(2).getString(), rows.getColumn(3).getString()};
    }
    const std::scoped_lock lock(m_mutex);
    m_holders = std::move(holders);
}

void KeyRing::add(std::string_view key, Store::KeyHolder holder) {
    const std::scoped_lock lock(m_mutex);
    m_holders[hash_of_key(key)] = std::move(holder);
}

std::optional<Store::KeyHolder> KeyRing::find(std::string_view key) const {
    const KeyHash hash = hash_of_key(key);
    const std::scoped_lock lock(m_mutex);
    const auto found = m_holders.find(hash);
    return found == m_holders.end() ? std::nullopt : std::optional(found->second);
}

} // namespace jingwei::data
