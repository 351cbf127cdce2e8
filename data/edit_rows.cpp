#include "data/edit_rows.hpp"

#include "data/change_rows.hpp"
#include "data/journal.hpp"

namespace jingwei::data {

std::optional<Edited> kept_answer(Queries &queries, const OnlyOnce &once) {
    queries.run("remove_kept_answers", now_ms() - answers_kept_ms);
    SQLite::Statement &row = queries("find_kept_answer", once.account, once.key);
    if (!row.executeStep()) {
        row.reset();
        return std::nullopt;
    }
    Edited known;
    if (row.getColumn(0).getString() == once.request && row.getColumn(1).getString() == once.body_hash) {
        known.outcome = Edited::Outcome::repeated;
        known.answer = {.status = row.getColumn(2).getInt(),
                        .etag = row.getColumn(3).getString(),
                        .location = row.getColumn(4).getString(),
                        .body = row.getColumn(5).getString()};
    } else {
        known.outcome = Edited::Outcome::other_call;
    }
    row.reset();
    return known;
}

void keep_answer(Queries &queries, const OnlyOnce &once, const KeptAnswer &answer) {
    queries.run("insert_kept_answer", once.account, once.key, once.request, once.body_hash, answer.status, answer.etag,
                answer.location, answer.body, now_ms());
}

WorldChange apply_edit(Queries &queries, const Actor &actor, const Edit &edit, Edited &edited) {
    if (edit.once) {
        if (auto known = kept_answer(queries, *edit.once)) {
            edited = std::move(*known);
            return NoWorldChange{};
        }
    }
    WorldChange world_change = NoWorldChange{};
    RecordName name = edit.record;
    const auto stored = stored_record(queries.database(), name);
    if (auto change = edit.decide(stored ? &*stored : nullptr)) {
        AppliedChange applied = apply_change(queries, actor, std::move(*change));
        name.id = applied.id;
        world_change = std::move(applied);
    }
    const auto now = stored_record(queries.database(), name);
    edited.answer = edit.answer(now ? &*now : nullptr);
    if (edit.once) {
        keep_answer(queries, *edit.once, edited.answer);
    }
    return world_change;
}

} // namespace jingwei::data
