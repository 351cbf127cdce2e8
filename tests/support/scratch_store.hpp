#pragma once

#include "data/edition_store.hpp"
#include "data/journal.hpp"
#include "data/migrations.hpp"
#include "data/row_writer.hpp"
#include "data/spatialite.hpp"
#include "data/world_load.hpp"
#include "tests/support/scratch_folder.hpp"

#include <string>

namespace jingwei::tests {

/// A new store with the schema, written through the rows' own writer on one connection.
class ScratchStore {
  public:
    ScratchStore() { data::create_schema(connection.database()); }

    data::Published publish(data::ThemeContent content, data::TimeMs valid_from) {
        std::vector<data::ThemeContent> contents;
        contents.push_back(std::move(content));
        const auto published =
            data::publish_edition(queries, {"test"}, std::move(contents), {.valid_from = valid_from, .note = {}, .source = {}});
        note("edition.publish");
        return published;
    }
    /// Appends to the journal; the number is the store's revision.
    std::uint64_t note(const std::string &kind) {
        return data::append_journal(queries, {"test"}, {.kind = kind, .object_id = {}, .code = {}, .edition = {}});
    }
    [[nodiscard]] data::WorldPtr load(const data::World *current = nullptr) {
        return data::load_world(connection.database(), current);
    }

    ScratchFolder folder;
    data::Connection connection{folder.path() / "store.sqlite", data::Connection::Role::create};
    data::Queries queries{connection.database()};
    data::RowWriter rows{queries};
};

} // namespace jingwei::tests
