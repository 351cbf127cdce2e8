#pragma once

#include "data/rows.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// What the store knows of the systems that files come from.
namespace jingwei::data {

/// How the files of a source are read: what a mapping file says.
struct ImportMapping {
    std::map<std::string, std::string> options; ///< key, frame, crs, encoding, kind, theme, level, source_layer
    std::map<std::string, std::string> fields;  ///< column here -> field of the file
    /// column here -> value over there -> value here; an empty value over there stands for none
    std::map<std::string, std::map<std::string, std::string>> codes;
    [[nodiscard]] bool empty() const { return options.empty() && fields.empty() && codes.empty(); }
    friend bool operator==(const ImportMapping &, const ImportMapping &) = default;
};

struct KeptMapping {
    std::string source, layer; ///< layer as `import` names it, such as cameras
    ImportMapping mapping;
};

/// What an import changes of what is known of its source.
struct SourceChange {
    std::string source;
    std::string kind;                   ///< the table here, such as camera; empty = no keys
    std::vector<ExternalRefRow> keys;   ///< new, or in the file again
    std::vector<std::string> vanished;  ///< keys that the file has no more
    std::vector<std::string> forgotten; ///< keys of what is gone
    std::optional<KeptMapping> mapping; ///< takes the place of the one kept
    [[nodiscard]] bool empty() const { return keys.empty() && vanished.empty() && forgotten.empty() && !mapping; }
};

/// An object by its code in one of the tables camera, key_site, building, rental_house, reference_line.
struct ObjectCode {
    std::string kind, code;
};

/// What an import must know beside the World.
struct ImportBasis {
    std::vector<ExternalRefRow> keys;                           ///< of all sources, of one kind
    std::map<std::string, ReferenceLineRow, std::less<>> lines; ///< by code, where the kind is reference_line
    std::set<std::string, std::less<>> buildings_in_use;        ///< codes, where the kind is building
};

} // namespace jingwei::data
