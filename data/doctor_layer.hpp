#pragma once

#include "data/doctor.hpp"

namespace jingwei::data {

/// Which layer an examined layer of a file is to be imported as.
///
/// Polygons are grids or buildings, lines are reference lines. A table whose headings an import takes as they are is the layer
/// that knows most of them. Else each heading speaks for the layers that have a column of that name, else for those whose words
/// are in it (摄像, 房东), else for those with a column for what it seems to hold; its voice is divided among them, and one
/// that speaks for more than half of all says nothing. A field whose values are kinds of a layer (球机) speaks twice as loud.
/// A table with the headings of exported grids or lines is these, without their ground. The name of the file speaks by its
/// words. The layer with most voices is proposed, from half a voice on; several with as many are `tied`, and none is proposed.
struct LayerGuess {
    std::optional<ImportLayer> layer;
    LayerBy by = LayerBy::nothing;
    std::vector<std::string> because; ///< as ImportAdvice has it
    std::vector<ImportLayer> tied;    ///< as ImportAdvice has it
};

/// The fields of `layer`, its places and the level of its codes are known by now.
[[nodiscard]] LayerGuess guess_layer(const DoctorRequest &request, const LayerExamination &layer);

/// The fields of which at least half of the values are kinds of cameras, key sites or reference lines, with the layers whose
/// kinds most of them are.
[[nodiscard]] std::vector<FieldOfKinds> fields_of_kinds(const World &world, const std::vector<FieldReport> &fields);

/// Whether an import takes the value, as code or as label.
[[nodiscard]] bool is_listed(const CodeList &list, const std::string &value);

/// Whether a layer is to be imported as grids or lines, and has none of their outlines.
[[nodiscard]] bool lacks_outlines(const LayerExamination &layer, std::optional<ImportLayer> as);

/// The column that a field fills by its own name, as an import matches it; empty = none.
[[nodiscard]] std::string_view column_named(ImportLayer layer, const std::string &field);

/// Whether one of the geometries is of this kind.
[[nodiscard]] bool is_a(const LayerExamination &layer, ShapeKind kind);

} // namespace jingwei::data
