#pragma once

#include "data/record.hpp"
#include "data/world.hpp"
#include "server/api/record_fields.hpp"
#include "spatial/frames.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace jingwei::server {

/// What a body says of a record, checked: steps that put it into a row, to be run in order. A step throws ApiError{bad_call}
/// where it would change what is fixed.
template <class Row> class Patch {
  public:
    void add(std::function<void(Row &)> step) { m_steps.push_back(std::move(step)); }
    void put_into(Row &row) const {
        for (const auto &step : m_steps) {
            step(row);
        }
    }

  private:
    std::vector<std::function<void(Row &)>> m_steps;
};

/// How a body is to be read.
struct BodyRules {
    const data::World &world;
    spatial::Frame frame = spatial::Frame::cgcs2000;
    bool whole = false; ///< a new record, which needs all that a record always has
};

/// Merge semantics (RFC 7396): what is absent stays, null clears. Throws ApiError{bad_call} naming the field. The patch keeps
/// nothing of `body`. For each row of record_fields.hpp.
template <class Row> [[nodiscard]] Patch<Row> read_patch(std::string_view body, const BodyRules &rules);

/// Checks what a row names against the World: the building of a rental house; person, theme, grid and role of an assignment.
/// Throws ApiError{bad_data} naming the field.
void check_references(const data::World &world, const data::Record &record);

} // namespace jingwei::server
