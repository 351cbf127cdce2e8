#pragma once

#include "data/rows.hpp"

#include <limits>
#include <span>
#include <string_view>
#include <variant>

/// What can be written one by one over HTTP, described once: parsing, checking and showing all follow from these tables.
namespace jingwei::server {

/// What a text has to look like.
enum class Form {
    text,
    code,    ///< [A-Za-z0-9._-]{1,32}
    phone,   ///< of a member of staff, kept in the importer's form; shown masked, in full to holders of a key
    contact, ///< likewise, of somebody else: a service number will do
    gb_id,   ///< 20 digits (GB/T 28181)
};

struct NumberRange {
    double least = std::numeric_limits<double>::lowest();
    double most = std::numeric_limits<double>::max();
    bool without_least = false; ///< the least itself is out
    bool without_most = false;
    bool turns = false; ///< an angle: the most is the least again, and kept so
};

struct FieldRules {
    std::string_view name; ///< in JSON
    Form form = Form::text;
    std::string_view list = {}; ///< code list that the value must be in; empty = none
    NumberRange range = {};
    bool needed = false;   ///< a record always has it
    bool fixed = false;    ///< given once, never changed
    bool personal = false; ///< of people in a house (class 3, and their numbers): null for who has no key
};

/// Where a field is kept in a row.
template <class Row>
using Member = std::variant<std::string Row::*, bool Row::*, int Row::*, std::optional<int> Row::*,
                            std::optional<double> Row::*, std::optional<data::TimeMs> Row::*, data::TimeMs Row::*>;

template <class Row> struct Field {
    FieldRules rules;
    Member<Row> member;
};

/// A kind of record as the API shows it.
template <class Row> struct RecordType {
    std::string_view path; ///< of the collection, "/v1/cameras"
    std::string_view noun; ///< for messages, "camera"
    std::span<const Field<Row>> fields;
};

/// Each in the file of its resource, such as camera_api.cpp.
template <class Row> [[nodiscard]] const RecordType<Row> &record_type();
template <> const RecordType<data::CameraRow> &record_type();
template <> const RecordType<data::KeySiteRow> &record_type();
template <> const RecordType<data::RentalHouseRow> &record_type();
template <> const RecordType<data::BuildingRow> &record_type();
template <> const RecordType<data::PersonRow> &record_type();
template <> const RecordType<data::AssignmentRow> &record_type();

/// Rows with a place, given and shown as `lon` and `lat`.
template <class Row>
concept Placed = requires(Row row) {
    row.at;
};
/// Rows with an outline, given and shown as a GeoJSON Polygon `footprint`.
template <class Row>
concept Outlined = requires(Row row) {
    row.footprint;
};

} // namespace jingwei::server
