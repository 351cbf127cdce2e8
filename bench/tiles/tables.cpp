#include "bench/tiles/tables.hpp"

#include "bench/tiles/attributes.hpp"
#include "tiles/tilejson.hpp"

#include <fmt/os.h>

namespace jingwei::bench {

namespace {

/// The members of a JSON object.
class JsonMembers {
  public:
    void add(std::string_view key, std::string_view text) { put(key, tiles::json_text(text)); }
    void add(std::string_view key, const std::string &text) { add(key, std::string_view(text)); }
    void add(std::string_view key, const char *text) { add(key, std::string_view(text)); }
    void add(std::string_view key, bool value) { put(key, value ? "true" : "false"); }
    template <class Number> void add(std::string_view key, Number number) { put(key, fmt::format("{}", number)); }
    [[nodiscard]] const std::string &text() const { return m_text; }

  private:
    void put(std::string_view key, const std::string &value) {
        m_text += fmt::format("{}\"{}\":{}", m_text.empty() ? "" : ",", key, value);
    }
    std::string m_text;
};

std::string position(spatial::LatticePoint p) {
    const spatial::LonLat place = spatial::to_lonlat(p);
    return fmt::format("[{:.7f},{:.7f}]", place.lon, place.lat);
}

std::string text_of(const spatial::Ring &ring) {
    std::string text = "[";
    for (const spatial::LatticePoint p : ring) {
        text += position(p) + ",";
    }
    return text + position(ring.front()) + "]";
}

std::string text_of(const spatial::MultiPolygon &shape) {
    std::string text;
    for (const spatial::Polygon &part : shape) {
        text += (text.empty() ? "[" : ",[") + text_of(part.outer);
        for (const spatial::Ring &hole : part.holes) {
            text += "," + text_of(hole);
        }
        text += "]";
    }
    return fmt::format(R"({{"type":"MultiPolygon","coordinates":[{}]}})", text);
}

void print_feature(fmt::ostream &out, std::int64_t id, const JsonMembers &properties, const std::string &geometry) {
    out.print("{{\"type\":\"Feature\",\"id\":{},\"properties\":{{{}}},\"geometry\":{}}}\n", id, properties.text(), geometry);
}

void write_level(const StyledCity &city, const DrawnLevel &level, const std::filesystem::path &folder) {
    auto out = fmt::output_file((folder / fmt::format("{}.geojsonl", level.layer->name)).string());
    const auto shapes = spatial::outlines(city.theme().coverage, level.group_of_label, level.group_of_label.size());
    for (spatial::Label unit = 1; unit < shapes.size(); ++unit) {
        if (!shapes[unit].empty()) {
            JsonMembers properties;
            city.tell(level, unit, properties);
            print_feature(out, city.theme().grids[unit].id, properties, text_of(shapes[unit]));
        }
    }
}

template <class Row>
void write_objects(const data::Layer<Row> &layer, const std::string &name, const std::filesystem::path &folder) {
    auto out = fmt::output_file((folder / (name + ".geojsonl")).string());
    layer.points.for_each_in({}, [&](const spatial::PointEntry &entry) {
        JsonMembers properties;
        tell(layer.rows[entry.slot], properties);
        print_feature(out, entry.id, properties, fmt::format(R"({{"type":"Point","coordinates":{}}})", position(entry.at)));
    });
}

} // namespace

void write_tables(const StyledCity &city, std::span<const spatial::TileId> tiles, const std::filesystem::path &folder) {
    for (const DrawnLevel &level : city.levels()) {
        write_level(city, level, folder);
    }
    write_objects(*city.world().key_sites, "key_sites", folder);
    write_objects(*city.world().cameras, "cameras", folder);
    write_objects(*city.world().rental_houses, "rental_houses", folder);
    auto out = fmt::output_file((folder / "tiles.txt").string());
    for (const spatial::TileId tile : tiles) {
        out.print("{} {} {}\n", tile.z, tile.x, tile.y);
    }
}

} // namespace jingwei::bench
