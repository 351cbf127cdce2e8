#include "data/history.hpp"

#include "data/row_reader.hpp"
#include "data/sqlite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>

namespace jingwei::data {

namespace {

/// A layer, and the word that the journal has for one of its records.
struct JournalWord {
    std::string_view layer, word;
};
constexpr std::array words{JournalWord{"cameras", "camera"}, JournalWord{"key_sites", "key_site"},
                           JournalWord{"buildings", "building"}, JournalWord{"rental_houses", "rental_house"}};

} // namespace

std::string_view History::mark_of(std::uint64_t number) const {
    const auto after = std::ranges::upper_bound(openings, number, {}, &Opening::first);
    return after == openings.begin() ? std::string_view() : std::string_view(std::prev(after)->mark);
}

std::uint64_t History::published_at(std::int64_t edition) const {
    const auto found = publication.find(edition);
    return found == publication.end() ? 0 : found->second;
}

std::string draw_mark() {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
    std::random_device random;
    std::string mark;
    for (int i = 0; i < 8; ++i) {
        mark += letters[random() % letters.size()];
    }
    return mark;
}

History read_history(SQLite::Database &database) {
    History history;
    for (RowReader row(database, "world_openings"); row.next();) {
        history.openings.push_back({static_cast<std::uint64_t>(row.integer(0)), row.text(1)});
    }
    for (RowReader row(database, "world_publications"); row.next();) {
        history.publication.emplace(row.integer(0), static_cast<std::uint64_t>(row.integer(1)));
    }
    return history;
}

std::uint64_t last_change_of(SQLite::Database &database, std::string_view layer) {
    const auto *const known = std::ranges::find(words, layer, &JournalWord::layer);
    if (known == words.end()) {
        throw std::logic_error(fmt::format("no word of the journal for {}", layer));
    }
    Queries queries(database);
    std::int64_t last = queries.find("find_last_change", std::string("store.load")).value_or(0);
    const auto note = [&](const std::string &kind) {
        last = std::max(last, queries.find("find_last_change", kind).value_or(0));
    };
    for (const std::string_view done : {"upsert", "remove", "merge"}) {
        note(fmt::format("{}.{}", known->word, done));
    }
    if (known->word == "rental_house") {
        note("building.merge"); // its houses name the other one from then on
    }
    last = std::max(last, queries.find("find_last_import", fmt::format("$.{}", layer)).value_or(0));
    return static_cast<std::uint64_t>(last);
}

} // namespace jingwei::data
