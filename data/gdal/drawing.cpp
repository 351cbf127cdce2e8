#include "data/gdal/drawing.hpp"

#include "spatial/error.hpp"

#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <map>

namespace jingwei::gdal {

namespace {

/// How many entities of which sort a CAD layer holds.
struct LayerCount {
    std::int64_t closed = 0, open = 0, points = 0, others = 0;

    [[nodiscard]] std::int64_t all() const { return closed + open + points + others; }
    [[nodiscard]] std::string text() const {
        return fmt::format("{} closed outlines, {} open lines, {} points or texts", closed, open, points);
    }
};

bool is_closed(const OGRGeometry &shape) {
    const auto type = wkbFlatten(shape.getGeometryType());
    if (type == wkbPolygon || type == wkbMultiPolygon) {
        return true;
    }
    return type == wkbLineString && shape.toLineString()->getNumPoints() >= 4 && shape.toLineString()->get_IsClosed() != 0;
}

bool is_point(const OGRGeometry &shape) {
    return wkbFlatten(shape.getGeometryType()) == wkbPoint;
}

void add(LayerCount &count, const OGRGeometry *shape) {
    const bool line = shape != nullptr && wkbFlatten(shape->getGeometryType()) == wkbLineString;
    if (shape != nullptr && is_closed(*shape)) {
        ++count.closed;
    } else if (line) {
        ++count.open;
    } else if (shape != nullptr && is_point(*shape)) {
        ++count.points;
    } else {
        ++count.others;
    }
}

std::string text_of(const OGRFeature &entity, const char *field) {
    const int index = entity.GetFieldIndex(field);
    return index >= 0 && entity.IsFieldSetAndNotNull(index) != 0 ? entity.GetFieldAsString(index) : "";
}

using LayerCounts = std::map<std::string, LayerCount>;

std::string list_of(const LayerCounts &counts) {
    std::string list;
    for (const auto &[name, count] : counts) {
        list += fmt::format("{}'{}' ({})", list.empty() ? "" : "; ", name, count.text());
    }
    return list;
}

std::string choose_cad_layer(const LayerCounts &counts, const std::string &wanted) {
    if (counts.empty()) {
        throw Error(ErrorCode::bad_data, "the drawing holds no entity");
    }
    if (!wanted.empty() && !counts.contains(wanted)) {
        throw Error(ErrorCode::bad_call, fmt::format("the drawing has no layer '{}'; it has {}", wanted, list_of(counts)));
    }
    if (wanted.empty() && counts.size() > 1) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("the drawing has several layers: {}; choose one with --source-layer", list_of(counts)));
    }
    return wanted.empty() ? counts.begin()->first : wanted;
}

} // namespace

EncodingChoice drawing_encoding(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    std::map<std::string, std::string> found;
    std::string line;
    std::string variable;
    for (int count = 0; count < 2'000 && std::getline(stream, line) && line.find("ENTITIES") == std::string::npos; ++count) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
            line.pop_back();
        }
        if (line.starts_with('$')) {
            variable = line;
        } else if (line.starts_with("AC") || line.starts_with("ANSI_") || line.starts_with("ansi_")) {
            found.emplace(variable, line);
        }
    }
    if (found["$ACADVER"] >= "AC1021") {
        return {"UTF-8", "a drawing of AutoCAD 2007 or later"};
    }
    const auto page = found["$DWGCODEPAGE"];
    return page.empty() ? EncodingChoice{} : EncodingChoice{told_encoding(file, SourceKind::csv, page).name, "$DWGCODEPAGE"};
}

std::string unescape_drawing_text(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        std::uint32_t c = 0;
        const bool escape = text.starts_with("\\U+") && text.size() >= 7 &&
                            std::from_chars(text.data() + 3, text.data() + 7, c, 16).ptr == text.data() + 7;
        if (escape && c >= 0x20 && (c < 0xD800 || c > 0xDFFF)) {
            append_utf8(plain, c);
            text.remove_prefix(7);
        } else {
            plain += text.front();
            text.remove_prefix(1);
        }
    }
    return plain;
}

std::string cad_layer_of(const OGRFeature &entity, const TextDecoder &decoder) {
    const auto name = decoder.decode(text_of(entity, "Layer"));
    return name ? unescape_drawing_text(*name) : "?";
}

Drawing::Drawing(OGRLayer &entities, const TextDecoder &decoder, const std::string &wanted, bool outlines)
    : m_decoder(decoder), m_outlines(outlines) {
    LayerCounts counts;
    entities.ResetReading();
    while (const OGRFeatureUniquePtr entity{entities.GetNextFeature()}) {
        const auto *shape = entity->GetGeometryRef();
        add(counts[cad_layer_of(*entity, m_decoder)], shape);
        if (const auto text = text_of(*entity, "Text"); outlines && shape != nullptr && is_point(*shape) && !text.empty()) {
            m_labels.push_back({*shape->toPoint(), text});
        }
    }
    m_layer = choose_cad_layer(counts, wanted);
    const auto &count = counts[m_layer];
    if (outlines && count.closed == 0) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the drawing's layer '{}' holds no closed outline ({}); close its lines in the CAD program "
                                "(polyline, property Closed), or choose another layer with --source-layer",
                                m_layer, count.text()));
    }
    m_count = outlines ? count.all() - count.points : count.all();
}

bool Drawing::holds(const OGRFeature &entity) const {
    const auto *shape = entity.GetGeometryRef();
    if (m_outlines && shape != nullptr && is_point(*shape)) {
        return false;
    }
    return cad_layer_of(entity, m_decoder) == m_layer;
}

void Drawing::finish(OGRFeature &entity) const {
    const auto *shape = entity.GetGeometryRef();
    if (!m_outlines || shape == nullptr || !is_closed(*shape)) {
        return;
    }
    if (wkbFlatten(shape->getGeometryType()) == wkbLineString) {
        auto ring = std::make_unique<OGRLinearRing>();
        ring->addSubLineString(shape->toLineString());
        auto polygon = std::make_unique<OGRPolygon>();
        polygon->addRingDirectly(ring.release());
        entity.SetGeometryDirectly(polygon.release());
    }
    if (text_of(entity, "SubClasses").ends_with("AcDbHatch")) {
        entity.UnsetField(entity.GetFieldIndex("Text"));
    }
    if (const auto label = label_in(*entity.GetGeometryRef()); label && text_of(entity, "Text").empty()) {
        entity.SetField("Text", label->c_str());
    }
}

std::optional<std::string> Drawing::label_in(const OGRGeometry &outline) const {
    std::optional<std::string> found;
    OGREnvelope box;
    outline.getEnvelope(&box);
    for (const auto &label : m_labels) {
        const bool near = label.at.getX() >= box.MinX && label.at.getX() <= box.MaxX && label.at.getY() >= box.MinY &&
                          label.at.getY() <= box.MaxY;
        if (near && outline.Contains(&label.at) != 0) {
            if (found) {
                return std::nullopt;
            }
            found = label.bytes;
        }
    }
    return found;
}

} // namespace jingwei::gdal
