#pragma once

#include "data/gdal_stream.hpp"

#include <map>
#include <string_view>
#include <unordered_set>

namespace jingwei::data {

/// What a field of a file seems to hold.
enum class FieldRole { none, code, name, parent, phone, lon, lat, kind, address, gb_id, person, grid, role };

[[nodiscard]] std::string_view field_role_name(FieldRole role);

/// More different values than this are no code list's.
constexpr std::size_t most_values = 200;

/// What was found out about a field.
struct FieldReport {
    std::string name, type;
    FieldRole role = FieldRole::none;
    bool by_name = false, by_content = false;     ///< how the role was told
    std::size_t filled = 0, distinct = 0;         ///< rows with a value; different values among them, counted up to a million
    std::size_t shortest = 0, longest = 0;        ///< bytes
    bool digits = false;                          ///< every value is digits only
    std::size_t scientific = 0;                   ///< values such as 6.2E+14: a code that a spreadsheet has spoiled
    std::size_t full_width = 0;                   ///< values with full-width digits or letters
    std::size_t blanks = 0;                       ///< values with blanks at an end
    std::vector<std::string> samples;             ///< the first three different values
    std::map<std::size_t, std::size_t> by_length; ///< how many values have a length, in bytes
    std::map<std::string, std::size_t> values;    ///< how often each comes, where there are at most `most_values` of them
};

/// Counts the values of one field.
class FieldTally {
  public:
    void add(const std::optional<std::string> &value);
    /// Name, type and role are left empty.
    [[nodiscard]] FieldReport report() const;
    /// The share of the values that look so; 0 where there are none.
    [[nodiscard]] double codes() const { return share(m_codes); }
    [[nodiscard]] double phones() const { return share(m_phones); }
    [[nodiscard]] double lons() const { return share(m_lons); }
    [[nodiscard]] double lats() const { return share(m_lats); }
    [[nodiscard]] double words() const { return share(m_words); }
    [[nodiscard]] double unique() const { return share(m_hashes.size()); }
    [[nodiscard]] std::size_t filled() const { return m_report.filled; }

  private:
    [[nodiscard]] double share(std::size_t count) const {
        return m_report.filled == 0 ? 0 : static_cast<double>(count) / static_cast<double>(m_report.filled);
    }
    void add_sample(const std::string &value);

    FieldReport m_report;
    std::unordered_set<std::size_t> m_hashes;
    std::size_t m_digits = 0, m_codes = 0, m_phones = 0, m_lons = 0, m_lats = 0, m_words = 0;
};

/// The fields of a layer, counted row by row, then told apart: by their names in Chinese and English, and by what they hold.
class FieldExamination {
  public:
    explicit FieldExamination(const std::vector<std::string> &names);
    void add(const std::vector<std::optional<std::string>> &values);
    /// In the file's order, each role at most once. Longitude and latitude are looked for only where `places_in_columns`.
    [[nodiscard]] std::vector<FieldReport> reports(bool places_in_columns) const;

  private:
    [[nodiscard]] double content_share(FieldRole role, std::size_t field) const;
    [[nodiscard]] bool holds_parents(std::size_t field, std::size_t code) const;
    void tell_roles(std::vector<FieldReport> &reports, bool places_in_columns) const;

    std::vector<std::string> m_names;
    std::vector<FieldTally> m_tallies;
    std::vector<std::vector<std::optional<std::string>>> m_head; ///< the first rows, for what fields have to do with each other
};

} // namespace jingwei::data
