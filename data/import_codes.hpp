#pragma once

#include "data/import.hpp"
#include "data/mapping_file.hpp"

#include <span>
#include <string>
#include <vector>

namespace jingwei::data {

/// The table that a layer's keys of sources are kept for, such as camera; empty for layers without: grids, assignments, roster.
[[nodiscard]] std::string_view kind_of(ImportLayer layer);

/// The layers whose objects have keys of sources.
[[nodiscard]] std::span<const ImportLayer> layers_with_keys();
/// What people here call such a layer: 摄像头; empty for the others.
[[nodiscard]] std::string_view chinese_name(ImportLayer layer);

/// The layer whose keys are kept for a table, or nothing for a table without.
[[nodiscard]] std::optional<ImportLayer> layer_of_kind(std::string_view kind);

/// That there is no such theme, and which there are; the codes of a theme's levels, for messages.
[[nodiscard]] std::string unknown_theme(const World &world, std::string_view named);
[[nodiscard]] std::string level_codes(const ThemeWorld &theme);

/// The values that a column of a layer takes in this store, or nothing where it takes any text.
[[nodiscard]] std::optional<CodeList> codes_of(const World &world, ImportLayer layer, std::string_view target);

/// What a mapping for a layer may name in this store.
[[nodiscard]] MappingRules mapping_rules(const World &world, ImportLayer layer);

/// An import as the command and the mapping together ask for it.
struct ImportPlan {
    ImportRequest request;             ///< with what the mapping says where the command says nothing
    ImportMapping mapping;             ///< what is kept for the source's next file
    std::optional<ImportMapping> kept; ///< for the source so far
    bool from_kept = false;            ///< `mapping` is the one kept, with what the command says
    bool system_kept = false;          ///< the frame or coordinate system is said by what is kept alone
    bool encoding_kept = false;        ///< so is the encoding
    bool differs = false;              ///< from what is kept
};

/// The mapping that is kept for the source and layer of a request, or null.
[[nodiscard]] const ImportMapping *kept_mapping(const ImportRequest &request, const std::vector<KeptMapping> &kept);
/// The kind whose ImportBasis an import must know; empty = none.
[[nodiscard]] std::string_view basis_kind(const ImportRequest &request);
/// A source as its keys and mappings are kept: a kept one that is called so but for blanks at its ends and full-width letters,
/// else the name in that plain form. Throws Error{bad_call} for a name of blanks.
[[nodiscard]] std::string source_named(std::string_view name, const std::vector<KeptMapping> &kept);

/// The command goes before the mapping file, and the mapping file in place of the kept mapping. Throws Error{bad_data} for a
/// mapping file at fault and Error{bad_call} for a source without a key field, or a key that the layer cannot have.
[[nodiscard]] ImportPlan plan_import(const ImportRequest &request, const World &world, const std::vector<KeptMapping> &kept);

/// Translates values of a file's rows as a mapping says. A column with codes reads a field of its own, behind the others. Of a
/// cell that lists several grids or roles each is translated, where the cell as a whole has no translation.
class CodeTranslation {
  public:
    /// Adds the fields to `fields` and makes `chosen` name them.
    CodeTranslation(const ImportMapping &mapping, std::vector<std::string> &fields, std::map<std::string, std::string> &chosen);
    /// Adds the values. What has no translation passes as it is.
    void translate(std::vector<std::optional<std::string>> &values) const;
    /// The field of the file that a field, maybe an added one, reads.
    [[nodiscard]] std::size_t field_behind(std::size_t field) const {
        return field < m_file_fields ? field : m_columns[field - m_file_fields].field;
    }

  private:
    struct Column {
        std::size_t field = 0;
        bool is_list = false; ///< a cell may list several
        std::map<std::string, std::string> codes;
    };
    std::size_t m_file_fields = 0;
    std::vector<Column> m_columns;
};

} // namespace jingwei::data
