#include "data/journal.hpp"

#include <chrono>

namespace jingwei::data {

TimeMs now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::uint64_t append_journal(Queries &queries, const Actor &actor, const JournalEntry &entry) {
    const auto number = queries.find("insert_journal", now_ms(), actor.name, entry.kind, entry.object_id, entry.code,
                                     entry.edition, entry.detail);
    return static_cast<std::uint64_t>(number.value());
}

} // namespace jingwei::data
