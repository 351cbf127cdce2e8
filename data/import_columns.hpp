#pragma once

#include "data/import_codes.hpp"
#include "data/import_fields.hpp"

namespace jingwei::data {

/// The fields of a file that fill the columns of an import's layer and, with a source, the column `external_id` for its key.
/// Throws Error like FieldMap; the message tells where the kept mapping is at fault.
[[nodiscard]] FieldMap fields_of(const ImportPlan &plan, const std::vector<std::string> &fields,
                                 std::map<std::string, std::string> chosen);

} // namespace jingwei::data
