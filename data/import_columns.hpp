#pragma once

#include "data/import_codes.hpp"
#include "data/import_fields.hpp"

namespace jingwei::data {

/// The fields of a file that fill the columns of an import's layer and, with a source, the column `external_id` for its key.
/// The first `count` fields are the file's own, the others translate codes. Throws Error like FieldMap; the message tells where
/// the kept mapping is at fault.
[[nodiscard]] FieldMap fields_of(const ImportPlan &plan, const std::vector<std::string> &fields, std::size_t count,
                                 std::map<std::string, std::string> chosen);

/// The fields of the file, the first `count` of `fields`, that no column takes.
[[nodiscard]] std::vector<std::string> unused_fields(const std::vector<std::string> &fields, std::size_t count,
                                                     const CodeTranslation &translation, const FieldMap &map);

} // namespace jingwei::data
