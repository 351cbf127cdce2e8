#pragma once

#include "data/world.hpp"

#include <vector>

/// Point layers as persistent values: built whole when a World is loaded, patched row by row afterwards.
namespace jingwei::data {

/// What the layers hold of a row for tiles: its category and its state (camera 1 = offline; key site = attention 0..3;
/// rental house 1 = has a hazard; building 0).
[[nodiscard]] const std::string &category_of(const CameraRow &row);
[[nodiscard]] const std::string &category_of(const KeySiteRow &row);
[[nodiscard]] const std::string &category_of(const RentalHouseRow &row);
[[nodiscard]] const std::string &category_of(const BuildingRow &row);
[[nodiscard]] std::uint16_t state_of(const CameraRow &row);
[[nodiscard]] std::uint16_t state_of(const KeySiteRow &row);
[[nodiscard]] std::uint16_t state_of(const RentalHouseRow &row);
[[nodiscard]] std::uint16_t state_of(const BuildingRow &row);

/// A layer of rows with ids and unique codes; slots without a row have id 0. Its categories are the values of `list`, then what
/// else the rows hold.
template <class Row>
[[nodiscard]] Layer<Row> make_layer(Rows<Row> rows, const CodeLists &lists, std::string_view list, std::uint64_t revision);

/// The layer after all its rows were read anew: those it has already keep their slots, so that whoever follows the layer sees
/// the rows that differ and no others. Patched where few do, else built whole.
template <class Row> [[nodiscard]] Layer<Row> with_rows(const Layer<Row> &layer, const Rows<Row> &rows, std::uint64_t revision);

/// Whether a layer's categories begin with the values of `list`.
template <class Row> [[nodiscard]] bool has_categories(const Layer<Row> &layer, const CodeLists &lists, std::string_view list);

/// The layer after a row was added, or took the place of the one of its code. Copies one chunk of rows, and of points and
/// of the index only when the place, the category, the state or the code is new.
template <class Row> [[nodiscard]] Layer<Row> with_row(const Layer<Row> &layer, Row row, std::uint64_t revision);

/// The layer without the row of this code; only the revision differs where there is none.
template <class Row>
[[nodiscard]] Layer<Row> without_row(const Layer<Row> &layer, std::string_view code, std::uint64_t revision);

/// Bytes a layer holds. Walks over all rows: milliseconds at city size.
template <class Row> [[nodiscard]] std::size_t layer_bytes(const Layer<Row> &layer);

} // namespace jingwei::data
