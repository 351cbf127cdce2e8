#pragma once

#include "spatial/simplify.hpp"
#include "tiles/content_hash.hpp"
#include "tiles/dirty_tiles.hpp"
#include "tiles/grid_source.hpp"
#include "tiles/mvt_writer.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>

namespace jingwei::tiles {

/// How much is said of a feature. A tile that would be too large is brief: it leaves out what can be looked up by the code.
enum class Detail : std::uint8_t { full, brief };

/// What the tiles of one theme in one edition are cut from: the borders of each level that is drawn, the rings of each unit,
/// colours and labels. The arcs of a zoom are simplified when first asked for. Thread-safe; made once an edition.
class GridTiles {
  public:
    /// With those of an edition `before`, in the same plane, the result is the same and costs less the more both have in
    /// common.
    GridTiles(const GridSource &source, const spatial::TilePlane &plane, const GridTiles *before = nullptr);
    ~GridTiles();
    GridTiles(const GridTiles &) = delete;
    GridTiles &operator=(const GridTiles &) = delete;

    /// The index into GridSource::levels of the level drawn at a zoom. Where a branch lacks it, its deepest unit above is
    /// drawn, so that the ground is always covered.
    [[nodiscard]] std::uint16_t level_at(int zoom) const;
    /// Zooms of one number draw the same units.
    [[nodiscard]] std::size_t drawing_at(int zoom) const;
    /// By unit: the one that draws its ground at a zoom, itself or one above it. Where too many would stand in a tile, units
    /// that lie together are drawn by the first of them (gathering.hpp): without id, code and name, but with their `count`.
    [[nodiscard]] const std::vector<spatial::Label> &drawn_by(int zoom) const;
    /// How many units a unit's ground is drawn for; 1 = the unit alone.
    [[nodiscard]] std::uint32_t gathered_count(int zoom, spatial::Label unit) const;

    /// One feature a unit with ground in the tile.
    void write_fills(spatial::TileId tile, LayerWriter &layer, Detail detail = Detail::full) const;
    /// The same ground; `write_attributes` is called for each unit, with a feature that has its shape and, where the unit is
    /// not gathered, its id.
    void write_ground(spatial::TileId tile, LayerWriter &layer,
                      const std::function<void(spatial::Label, FeatureWriter &)> &write_attributes) const;
    /// One feature a border between two units drawn at this zoom.
    void write_edges(spatial::TileId tile, LayerWriter &layer, Detail detail = Detail::full) const;
    /// One point a unit drawn at this zoom, in the one tile that owns its label point; none for what is left of a unit whose
    /// children are drawn.
    void write_labels(spatial::TileId tile, LayerWriter &layer, Detail detail = Detail::full) const;

    /// The tiles of a zoom whose fills, edges or labels are not those of another edition, exactly; see dirty_tiles.hpp. The
    /// arcs of the zoom are simplified for both.
    [[nodiscard]] DirtyTiles changed_fills(const GridTiles &before, int zoom) const;
    [[nodiscard]] DirtyTiles changed_edges(const GridTiles &before, int zoom) const;
    [[nodiscard]] DirtyTiles changed_labels(const GridTiles &before, int zoom) const;
    /// The tiles of a zoom that ground of the units lies in whose number is not 0, buffer included.
    [[nodiscard]] DirtyTiles tiles_of(std::span<const std::uint64_t> units, int zoom) const;
    /// As changed_fills, where what is said of each unit is told by a number, here and in the other edition.
    [[nodiscard]] DirtyTiles changed_ground(std::span<const std::uint64_t> said, const GridTiles &before,
                                            std::span<const std::uint64_t> said_before, int zoom) const;
    /// Whether the arcs of a zoom have been asked for: before that no tile of it was made.
    [[nodiscard]] bool has_drawn(int zoom) const;

    /// Adds what every layer says at a zoom of a unit, or of those gathered with it, to a feature or to a ContentHash.
    template <class Sink> void tell_unit(int zoom, spatial::Label unit, Detail detail, Sink &sink) const {
        const SourceUnit &u = m_units[unit];
        const std::uint32_t count = gathered_count(zoom, unit);
        sink.add("theme", m_theme);
        if (count > 1) {
            sink.add("count", count);
        } else {
            sink.add("code", u.code);
            if (detail == Detail::full) {
                sink.add("name", u.name);
            }
        }
        sink.add("level", m_levels[u.level].code);
        sink.add("rank", m_levels[u.level].rank);
    }

    /// Adds what the place of a unit's feature among the others hangs on, where the feature itself does not say it.
    void tell_order(int zoom, spatial::Label unit, ContentHash &hash) const;

    [[nodiscard]] const std::string &theme() const { return m_theme; }
    [[nodiscard]] const std::vector<SourceLevel> &levels() const { return m_levels; }
    [[nodiscard]] const std::vector<SourceUnit> &units() const { return m_units; }

    [[nodiscard]] std::size_t bytes() const;

  private:
    struct Drawn;
    [[nodiscard]] const Drawn &drawn_at(int zoom) const;
    [[nodiscard]] const Drawn *drawing_of(std::uint16_t level, int zoom) const; ///< null where another level is drawn
    // what the layers say, to a feature or to a ContentHash: a tile is dirty exactly when this differs
    template <class Sink> void tell_fill(int zoom, spatial::Label unit, Detail detail, Sink &sink) const;
    template <class Sink> void tell_border(const Drawn &drawn, std::uint32_t arc, Sink &sink) const;
    [[nodiscard]] std::vector<std::uint64_t> said_of_fills(int zoom) const;
    // the borders of a zoom as positions, and what is said on their sides; lines point into them
    [[nodiscard]] spatial::SimplifiedArcs lines_at(int zoom) const;
    [[nodiscard]] std::vector<SidedLine> ground_lines(const spatial::SimplifiedArcs &points,
                                                      std::span<const std::uint64_t> said, int zoom) const;
    [[nodiscard]] std::vector<SidedLine> edge_lines(const spatial::SimplifiedArcs &points, int zoom) const;
    [[nodiscard]] std::vector<MarkedPlace> label_marks(int zoom) const;

    std::string m_theme;
    std::vector<SourceLevel> m_levels;
    std::vector<SourceUnit> m_units;
    void draw_zooms(const GridSource &source, const spatial::TilePlane &plane, const GridTiles *before);
    std::vector<std::unique_ptr<Drawn>> m_drawn;    ///< one a level that is drawn, and more where units of it are gathered
    std::array<std::uint8_t, 31> m_drawn_of_zoom{}; ///< index into m_drawn
};

} // namespace jingwei::tiles
