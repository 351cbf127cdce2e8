#pragma once

#include "spatial/polygon.hpp"

#include <span>
#include <string>
#include <vector>

/// Ground on paper: north up, in millimetres from the upper left corner of the map.
namespace jingwei::server {

struct PaperPlace {
    double x = 0, y = 0;
};

/// A closed rectangle on paper.
struct PaperBox {
    double left = 0, top = 0, right = 0, bottom = 0;
    [[nodiscard]] bool meets(const PaperBox &other) const {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
    /// The box of a size around a place.
    [[nodiscard]] static PaperBox around(PaperPlace middle, double width, double height) {
        return {middle.x - width / 2, middle.y - height / 2, middle.x + width / 2, middle.y + height / 2};
    }
};

/// A map of a size in a round scale, so large that some ground lies well inside. Lengths are true at the middle of that ground:
/// over a grid of kilometres they are a thousandth off at its ends.
class MapSheet {
  public:
    MapSheet(const spatial::LatticeBox &ground, double width_mm, double height_mm);

    [[nodiscard]] double width() const { return m_width; }
    [[nodiscard]] double height() const { return m_height; }
    /// The scale is 1 : this.
    [[nodiscard]] std::int64_t denominator() const { return m_denominator; }
    [[nodiscard]] double metres(double millimetres) const { return millimetres * static_cast<double>(m_denominator) / 1000; }
    [[nodiscard]] PaperPlace place(spatial::LatticePoint ground) const;
    [[nodiscard]] spatial::LatticePoint ground(PaperPlace place) const;
    /// The ground that the map shows.
    [[nodiscard]] spatial::LatticeBox box() const;

    /// Data of an SVG path, cut off a little beyond the map's edge; empty = nothing of it is on the map.
    [[nodiscard]] std::string path(const spatial::MultiPolygon &ground) const;
    /// The pieces of a line that are on the map, as places.
    [[nodiscard]] std::vector<std::vector<PaperPlace>> pieces(std::span<const spatial::LatticePoint> line) const;
    [[nodiscard]] static std::string path(const std::vector<PaperPlace> &piece, bool closed);

  private:
    [[nodiscard]] std::vector<PaperPlace> cut(const spatial::Ring &ring) const;

    double m_width, m_height;
    std::int64_t m_denominator = 1;
    PaperPlace m_middle{};                ///< in lattice units
    double m_east_mm = 0, m_north_mm = 0; ///< a lattice unit on paper
};

} // namespace jingwei::server
