#pragma once

#include "data/gdal/text_encoding.hpp"

#include <ogrsf_frmts.h>
#include <optional>
#include <string>
#include <vector>

namespace jingwei::gdal {

/// What a DXF says of its texts: UTF-8 from AutoCAD 2007 on, else $DWGCODEPAGE; nothing where the header has neither.
[[nodiscard]] EncodingChoice drawing_encoding(const std::filesystem::path &file);

/// Replaces AutoCAD's \U+XXXX by the character.
[[nodiscard]] std::string unescape_drawing_text(std::string_view text);

/// The name of an entity's CAD layer; "?" where the encoding does not read it.
[[nodiscard]] std::string cad_layer_of(const OGRFeature &entity, const TextDecoder &decoder);

/// One CAD layer of a drawing. GDAL gives all entities as one layer with the field "Layer".
class Drawing {
  public:
    /// Picks the CAD layer of that name, without a wish the only one. With `outlines` closed lines are polygons, texts and
    /// points are passed over, and a layer without a closed outline is refused. Throws Error{bad_call} listing the layers and
    /// Error{bad_data}.
    Drawing(OGRLayer &entities, const TextDecoder &decoder, const std::string &wanted, bool outlines);

    [[nodiscard]] const std::string &layer() const { return m_layer; }
    [[nodiscard]] std::int64_t count() const { return m_count; }
    /// Whether an entity belongs to what was picked.
    [[nodiscard]] bool holds(const OGRFeature &entity) const;
    /// Makes a closed line a polygon and gives an outline the only text that lies in it. A hatch has no text of its own: GDAL
    /// gives the name of its pattern (SOLID).
    void finish(OGRFeature &entity) const;

  private:
    [[nodiscard]] std::optional<std::string> label_in(const OGRGeometry &outline) const;

    struct Label {
        OGRPoint at;
        std::string bytes;
    };
    const TextDecoder &m_decoder;
    bool m_outlines;
    std::string m_layer;
    std::int64_t m_count = 0;
    std::vector<Label> m_labels;
};

} // namespace jingwei::gdal
