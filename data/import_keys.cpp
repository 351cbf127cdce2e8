#include "data/import_keys.hpp"

#include "data/import_values.hpp"
#include "data/text_form.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

constexpr std::size_t longest_key = 128;
constexpr std::size_t hash_digits = 12;

} // namespace

SourceKeys::SourceKeys(std::string source, std::string kind, const std::vector<ExternalRefRow> &known, Exists exists,
                       SourceOutcome &outcome)
    : m_source(std::move(source)), m_kind(std::move(kind)), m_exists(std::move(exists)), m_outcome(outcome) {
    for (const auto &ref : known) {
        m_by_code[ref.code].push_back(&ref);
        if (ref.source == m_source) {
            m_by_key.emplace(ref.external_id, &ref);
        }
    }
}

std::string SourceKeys::code_of(ImportRow &row) {
    const auto key = row.text("external_id");
    if (key.empty()) {
        row.refuse("it has no key of the source");
    } else if (key.size() > longest_key) {
        row.refuse(fmt::format("its key has more than {} bytes", longest_key));
    } else if (const auto fault = value_fault(key, true); !fault.empty()) {
        row.refuse("its key " + fault);
    } else if (!m_seen.insert(key).second) {
        row.refuse(fmt::format("the key '{}' comes twice in this file", key));
    } else {
        const auto known = m_by_key.find(key);
        return known != m_by_key.end() ? known_code(row, *known->second) : new_code(row, key);
    }
    return {};
}

std::string SourceKeys::known_code(ImportRow &row, const ExternalRefRow &ref) {
    const auto other = row.text("code");
    m_outcome.passed_over += !other.empty() && other != ref.code ? 1 : 0;
    if (ref.vanished_at) {
        ++m_outcome.returned;
        m_changed.push_back(ref);
        m_changed.back().vanished_at.reset();
    }
    return ref.code;
}

std::string SourceKeys::new_code(ImportRow &row, const std::string &key) {
    std::string code;
    if (row.text("code").empty()) {
        code = allotted(key);
        ++m_outcome.allotted;
    } else {
        code = row.code();
        if (!row.sound()) {
            return code;
        }
        const auto refs = m_by_code.find(code);
        const auto mine = [&](const ExternalRefRow *ref) { return ref->source == m_source; };
        if (refs != m_by_code.end() && std::ranges::any_of(refs->second, mine)) {
            const auto *holder = *std::ranges::find_if(refs->second, mine);
            m_claims.push_back({.line = row.line(), .key = key, .code = code, .holder = holder->external_id});
        } else if (m_exists(code)) {
            m_outcome.joined.push_back({.key = key, .code = code, .name = {}});
        }
    }
    m_new_codes.insert(code);
    m_changed.push_back({.source = m_source, .kind = m_kind, .external_id = key, .code = code, .vanished_at = {}});
    return code;
}

std::string SourceKeys::allotted(const std::string &key) const {
    const auto is_free = [&](const std::string &code) {
        return !m_exists(code) && !m_by_code.contains(code) && !m_new_codes.contains(code);
    };
    if (is_code(key) && is_free(key)) {
        return key;
    }
    const auto hash = 'x' + short_hash({m_source, m_kind, key}, hash_digits);
    auto code = hash;
    for (int n = 2; !is_free(code); ++n) {
        code = fmt::format("{}-{}", hash, n);
    }
    return code;
}

bool SourceKeys::is_contended(const std::string &code) const {
    return std::ranges::any_of(m_claims,
                               [&](const Claim &claim) { return claim.code == code && m_seen.contains(claim.holder); });
}

void SourceKeys::settle(std::vector<RowProblem> &problems) {
    for (const auto &claim : m_claims) {
        if (m_seen.contains(claim.holder)) {
            problems.push_back({claim.line, claim.code,
                                fmt::format("the object '{}' has the key '{}' already, which is in this file too; one object "
                                            "has one key of a source",
                                            claim.code, claim.holder)});
        } else {
            m_outcome.changed_keys.push_back({.code = claim.code, .from = claim.holder, .to = claim.key});
            m_replaced.push_back(claim.holder);
        }
    }
}

std::vector<const ExternalRefRow *> SourceKeys::missing() const {
    std::vector<const ExternalRefRow *> refs;
    for (const auto &[key, ref] : m_by_key) {
        if (!m_seen.contains(key) && std::ranges::find(m_replaced, key) == m_replaced.end()) {
            refs.push_back(ref);
        }
    }
    std::ranges::sort(refs, {}, &ExternalRefRow::code);
    return refs;
}

std::vector<std::string> SourceKeys::sources_of(const std::string &code) const {
    std::vector<std::string> sources;
    if (const auto refs = m_by_code.find(code); refs != m_by_code.end()) {
        std::ranges::transform(refs->second, std::back_inserter(sources), &ExternalRefRow::source);
    }
    if (m_new_codes.contains(code) && std::ranges::find(sources, m_source) == sources.end()) {
        sources.push_back(m_source);
    }
    std::ranges::sort(sources);
    return sources;
}

bool SourceKeys::has(const std::string &code) const {
    const auto refs = m_by_code.find(code);
    return m_new_codes.contains(code) ||
           (refs != m_by_code.end() &&
            std::ranges::find(refs->second, m_source, &ExternalRefRow::source) != refs->second.end());
}

std::vector<std::string> SourceKeys::others_with(const std::string &code) const {
    std::vector<std::string> sources;
    if (const auto refs = m_by_code.find(code); refs != m_by_code.end()) {
        for (const ExternalRefRow *ref : refs->second) {
            if (ref->source != m_source && !ref->vanished_at) {
                sources.push_back(ref->source);
            }
        }
    }
    std::ranges::sort(sources);
    return sources;
}

} // namespace jingwei::data
