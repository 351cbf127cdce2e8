#pragma once

#include "data/export.hpp"
#include "data/table_sink.hpp"

#include <map>
#include <memory>

namespace jingwei::data {

/// A row of a layer before it is cut to what is written: a value for each of `columns_of(layer)`, then, where the request asks
/// for people or keys, for each of `people_columns()` or `key_columns()`; and where it is. Empty texts are no values.
struct LayerRow {
    std::vector<std::optional<std::string>> values;
    std::optional<LatticePoint> place; ///< a point of it; none = the layer has no places
    std::optional<Shape> shape;        ///< in the request's frame; none = a point at `place`, or nothing
};

/// The rows of a layer that a request asks for, of one World.
class LayerSource {
  public:
    /// Throws Error{not_found} for a theme, level, grid, edition or source that is not there, Error{bad_call} for an option
    /// that the layer does not know.
    LayerSource(const Store &store, const ExportRequest &request);

    /// Calls `take` for each row. `shapes` = with outlines and courses, which cost most of the time.
    void for_each(bool shapes, const std::function<void(LayerRow)> &take) const;
    /// How many of the buildings asked for have an outline, and how many are points only.
    struct Outlines {
        std::size_t with = 0, without = 0;
    };
    [[nodiscard]] Outlines outlines() const;
    /// About how many rows there are, for progress.
    [[nodiscard]] std::size_t size_hint() const;

  private:
    void choose_theme();
    [[nodiscard]] std::shared_ptr<const ThemeWorld> theme_then(std::size_t theme) const;
    void choose_ground();
    void choose_keys();
    void for_each_of_layer(bool shapes, const std::function<void(LayerRow)> &take) const;
    [[nodiscard]] bool wants(LatticePoint place) const;
    [[nodiscard]] bool wants(const std::vector<LatticePoint> &course) const;
    template <class Row> void for_each_point(const Layer<Row> &layer, const std::function<void(LayerRow)> &take) const;
    void for_each_building(bool shapes, const std::function<void(LayerRow)> &take) const;
    void for_each_line(bool shapes, const std::function<void(LayerRow)> &take) const;
    void for_each_grid(bool shapes, const std::function<void(LayerRow)> &take) const;
    void for_each_staffing_rule(const std::function<void(LayerRow)> &take) const;
    void for_each_division(const std::function<void(LayerRow)> &take) const;
    void for_each_person(const std::function<void(LayerRow)> &take) const;
    void for_each_assignment(const std::function<void(LayerRow)> &take) const;
    void for_each_organisation(const std::function<void(LayerRow)> &take) const;
    void for_each_external_ref(const std::function<void(LayerRow)> &take) const;
    void add_people(GridIndex grid, LayerRow &row) const;
    void for_each_assignment_of(std::size_t theme, const std::function<void(LayerRow)> &take) const;

    const Store &m_store;
    const ExportRequest &m_request;
    WorldPtr m_world;
    std::size_t m_theme_index = 0;
    std::shared_ptr<const ThemeWorld> m_theme; ///< of the edition asked for
    std::shared_ptr<const Roster> m_roster;    ///< over m_theme
    std::optional<std::uint16_t> m_level;      ///< index into m_theme->levels
    std::map<std::string, std::string> m_keys; ///< of the source asked for, by code
    std::vector<bool> m_ground;                ///< by grid of m_theme: lies in `within`; empty = everything does
};

} // namespace jingwei::data
