#include "data/gdal/workbook.hpp"

#include "data/gdal/workbook_sheet.hpp"
#include "data/gdal/xml.hpp"
#include "data/gdal/zip_entries.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <optional>

namespace jingwei::gdal {

namespace {

constexpr ZipLimits workbook_limits{.bytes = std::uint64_t{512} << 20,
                                    .ratio = 100,
                                    .free_bytes = std::uint64_t{64} << 20,
                                    .entries = 10'000,
                                    .mend = "open it in Excel or WPS, which may repair it, and save it as .xlsx"};

using Parts = std::map<std::string, std::string, std::less<>>;

std::string attribute(const XmlAttributes &attributes, std::string_view name) {
    const auto found = attributes.find(name);
    return found != attributes.end() ? found->second : "";
}

void refuse_other_office_files(const std::filesystem::path &file) {
    std::string head(8, '\0');
    std::ifstream(file, std::ios::binary).read(head.data(), static_cast<std::streamsize>(head.size()));
    if (head == "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        throw Error(ErrorCode::bad_data, fmt::format("'{}' is protected by a password or an old .xls: open it in Excel or WPS "
                                                     "and save it as .xlsx without a password",
                                                     file.filename().string()));
    }
    if (!head.starts_with("PK")) {
        throw Error(
            ErrorCode::bad_data,
            fmt::format("'{}' is no workbook, whatever its name says: a table that was saved as text (CSV) and renamed? "
                        "Call it .csv, or open it in Excel or WPS and save it as .xlsx",
                        file.filename().string()));
    }
}

/// The XML parts that tell what cells say.
Parts read_parts(const std::filesystem::path &file) {
    Parts parts;
    ZipEntries zip(file, workbook_limits, "workbook");
    while (zip.next()) {
        const std::filesystem::path name(zip.name());
        const bool told = name.string().find("/drawings/") == std::string::npos &&
                          name.parent_path().filename() != "docProps" &&
                          (name.extension() == ".xml" || name.extension() == ".rels");
        if (told && !zip.is_folder() && !parts.contains(name.string())) {
            auto &bytes = parts[name.string()];
            zip.read([&](std::string_view piece) { bytes += piece; });
        }
    }
    return parts;
}

struct Relation {
    std::string type; ///< the last word of its URI
    std::string part;
};

/// What a part points to inside the workbook, by id. Links to elsewhere are left out.
std::map<std::string, Relation> relations_of(const Parts &parts, const std::filesystem::path &part) {
    std::map<std::string, Relation> relations;
    const auto name = (part.parent_path() / "_rels" / (part.filename().string() + ".rels")).string();
    const auto found = parts.find(name);
    if (found == parts.end()) {
        return relations;
    }
    parse_xml(found->second, name, {.start = [&](std::string_view element, const XmlAttributes &attributes) {
                  if (element != "Relationship" || attribute(attributes, "TargetMode") == "External") {
                      return;
                  }
                  const auto type = attribute(attributes, "Type");
                  const auto target = attribute(attributes, "Target");
                  const auto path =
                      target.starts_with('/') ? std::filesystem::path(target.substr(1)) : part.parent_path() / target;
                  relations[attribute(attributes, "Id")] = {type.substr(type.rfind('/') + 1), path.lexically_normal().string()};
              }});
    return relations;
}

std::optional<std::string> part_of_type(const std::map<std::string, Relation> &relations, std::string_view type) {
    const auto found = std::ranges::find_if(relations, [&](const auto &entry) { return entry.second.type == type; });
    return found != relations.end() ? std::optional(found->second.part) : std::nullopt;
}

/// One `sheet` of the workbook part.
struct SheetEntry {
    std::string name, relation;
};

std::vector<SheetEntry> read_sheet_list(const std::string &xml, CellContext &context) {
    std::vector<SheetEntry> sheets;
    parse_xml(xml, "workbook.xml", {.start = [&](std::string_view name, const XmlAttributes &attributes) {
                  const auto state = attribute(attributes, "state");
                  if (name == "sheet" && (state.empty() || state == "visible")) {
                      sheets.push_back({attribute(attributes, "name"), attribute(attributes, "id")});
                  } else if (name == "workbookPr") {
                      const auto value = attribute(attributes, "date1904");
                      context.epoch_1904 = value == "1" || value == "true";
                  }
              }});
    return sheets;
}

} // namespace

std::vector<Sheet> read_workbook(const std::filesystem::path &file) {
    refuse_other_office_files(file);
    const auto parts = read_parts(file);
    const auto main_part = part_of_type(relations_of(parts, ""), "officeDocument").value_or("xl/workbook.xml");
    const auto found = parts.find(main_part);
    if (found == parts.end()) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("'{}' is no workbook; open it in Excel or WPS and save it as .xlsx", file.filename().string()));
    }
    const auto relations = relations_of(parts, main_part);
    CellContext context;
    const auto part = [&](std::string_view type) { return parts.find(part_of_type(relations, type).value_or("")); };
    if (const auto strings = part("sharedStrings"); strings != parts.end()) {
        context.strings = read_shared_strings(strings->second);
    }
    if (const auto styles = part("styles"); styles != parts.end()) {
        context.formats = read_styles(styles->second);
    }
    std::vector<Sheet> sheets;
    for (const auto &entry : read_sheet_list(found->second, context)) {
        const auto relation = relations.find(entry.relation);
        const auto xml = relation != relations.end() && relation->second.type == "worksheet" ? parts.find(relation->second.part)
                                                                                             : parts.end();
        if (xml != parts.end()) {
            sheets.push_back(read_sheet(xml->second, entry.name, context));
        }
    }
    return sheets;
}

} // namespace jingwei::gdal
