#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// A strict reader of MVT 2.1 tiles that shares no code with the writer: whatever the specification forbids throws.
namespace mvt {

struct Point {
    std::int64_t x = 0;
    std::int64_t y = 0;
    friend auto operator<=>(const Point &, const Point &) = default;
};
using Path = std::vector<Point>;
using Value = std::variant<std::string, double, std::int64_t, bool>;

struct Feature {
    std::optional<std::uint64_t> id;
    int type = 0; ///< 1 points, 2 lines, 3 polygons
    std::map<std::string, Value> tags;
    std::vector<Path> paths; ///< points: one each; rings without the repeated last point

    [[nodiscard]] std::string text(const std::string &key) const { return std::get<std::string>(tags.at(key)); }
    [[nodiscard]] std::int64_t number(const std::string &key) const { return std::get<std::int64_t>(tags.at(key)); }
    [[nodiscard]] bool has(const std::string &key) const { return tags.count(key) == 1; }
};

struct Layer {
    std::string name;
    std::uint64_t version = 0;
    std::uint64_t extent = 4096; ///< what a layer that names none has
    std::vector<std::string> keys;
    std::vector<Value> values;
    std::vector<Feature> features;
};

using Tile = std::map<std::string, Layer>;

/// Twice the area by the surveyor's formula.
inline std::int64_t doubled_area(const Path &ring) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point a = ring[i];
        const Point b = ring[(i + 1) % ring.size()];
        sum += a.x * b.y - b.x * a.y;
    }
    return sum;
}

namespace detail {

inline void require(bool holds, const char *what) {
    if (!holds) {
        throw std::runtime_error(what);
    }
}

class Bytes {
  public:
    explicit Bytes(std::string_view bytes) : m_bytes(bytes) {}
    [[nodiscard]] bool done() const { return m_bytes.empty(); }

    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            require(!m_bytes.empty(), "a varint is cut off");
            const auto byte = static_cast<unsigned char>(m_bytes.front());
            m_bytes.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if ((byte & 0x80U) == 0) {
                return value;
            }
        }
        throw std::runtime_error("a varint is too long");
    }

    std::string_view take(std::uint64_t size) {
        require(size <= m_bytes.size(), "a field is cut off");
        const auto taken = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return taken;
    }

  private:
    std::string_view m_bytes;
};

/// A field of a message. What it holds is asked for as it must have been written, or refused.
class Field {
  public:
    Field(std::uint64_t tag, Bytes &rest) : id(tag >> 3U), m_wire(tag & 7U) {
        require(m_wire == 0 || m_wire == 1 || m_wire == 2 || m_wire == 5, "an unknown wire type");
        m_number = m_wire == 0 ? rest.varint() : 0;
        m_bytes = m_wire == 0 ? "" : rest.take(m_wire == 1 ? 8 : m_wire == 5 ? 4 : rest.varint());
    }

    std::uint64_t id;

    [[nodiscard]] std::uint64_t number() const {
        require(m_wire == 0, "a field that is no number");
        return m_number;
    }
    [[nodiscard]] std::string_view bytes() const {
        require(m_wire == 2, "a field that is no text or message");
        return m_bytes;
    }
    template <class Real> [[nodiscard]] double real() const {
        require(m_wire == (sizeof(Real) == 8 ? 1U : 5U), "a field that is no real number");
        std::array<char, sizeof(Real)> content{};
        std::ranges::copy(m_bytes, content.begin());
        return static_cast<double>(std::bit_cast<Real>(content));
    }

  private:
    std::uint64_t m_wire;
    std::uint64_t m_number = 0;
    std::string_view m_bytes;
};

/// Calls visit(Field) for each field of a message.
template <class Visit> void for_each_field(std::string_view message, Visit &&visit) {
    Bytes bytes(message);
    while (!bytes.done()) {
        const std::uint64_t tag = bytes.varint();
        visit(Field(tag, bytes));
    }
}

inline std::int64_t unzigzag(std::uint64_t v) {
    return static_cast<std::int64_t>(v >> 1U) ^ -static_cast<std::int64_t>(v & 1U);
}

inline Value read_value(std::string_view message) {
    std::optional<Value> value;
    for_each_field(message, [&](const Field &field) {
        require(!value, "a value has two contents");
        if (field.id == 1) {
            value = std::string(field.bytes());
        } else if (field.id == 2) {
            value = field.real<float>();
        } else if (field.id == 3) {
            value = field.real<double>();
        } else if (field.id == 4 || field.id == 5) {
            value = static_cast<std::int64_t>(field.number());
        } else if (field.id == 6) {
            value = unzigzag(field.number());
        } else if (field.id == 7) {
            value = field.number() != 0;
        }
    });
    require(value.has_value(), "a value is empty");
    return *value;
}

inline std::vector<std::uint64_t> packed(std::string_view bytes) {
    std::vector<std::uint64_t> numbers;
    for (Bytes rest(bytes); !rest.done();) {
        numbers.push_back(rest.varint());
    }
    return numbers;
}

inline std::vector<Path> read_paths(const std::vector<std::uint64_t> &words, int type) {
    std::vector<Path> paths;
    Point cursor;
    bool open = false;
    for (std::size_t i = 0; i < words.size();) {
        const std::uint64_t id = words[i] & 7U;
        const std::uint64_t count = words[i] >> 3U;
        ++i;
        require(count > 0, "a command of no repetitions");
        if (id == 7) {
            require(type == 3 && open && count == 1 && paths.back().size() >= 3, "a wrong ClosePath");
            open = false;
            continue;
        }
        require(id == 1 || id == 2, "an unknown command");
        require(id == 1 || !paths.empty(), "LineTo before MoveTo");
        require(id == 2 || type == 1 || count == 1, "MoveTo repeated outside of points");
        require(!(id == 1 && type == 3 && open), "a ring is not closed");
        for (std::uint64_t n = 0; n < count; ++n, i += 2) {
            require(i + 1 < words.size(), "a geometry is cut off");
            const std::int64_t dx = unzigzag(words[i]);
            const std::int64_t dy = unzigzag(words[i + 1]);
            require(id == 1 || dx != 0 || dy != 0, "a LineTo of no length");
            cursor = {cursor.x + dx, cursor.y + dy};
            if (id == 1) {
                paths.emplace_back();
            }
            paths.back().push_back(cursor);
        }
        open = type == 3;
    }
    require(!open, "the last ring is not closed");
    return paths;
}

inline void require_rings(const std::vector<Path> &rings) {
    std::int64_t left = 0;
    for (std::size_t i = 0; i < rings.size(); ++i) {
        const std::int64_t area = doubled_area(rings[i]);
        require(area != 0, "a ring without area");
        require(i > 0 || area > 0, "the first ring is not an outer ring");
        require(rings[i].front() != rings[i].back(), "a ring repeats its first point");
        left = area > 0 ? area : left + area;
        require(left > 0, "holes are larger than their outer ring");
    }
}

inline Feature read_feature(std::string_view message, const Layer &layer) {
    Feature feature;
    std::vector<std::uint64_t> tags;
    std::vector<std::uint64_t> words;
    for_each_field(message, [&](const Field &field) {
        if (field.id == 1) {
            feature.id = field.number();
        } else if (field.id == 2) {
            tags = packed(field.bytes());
        } else if (field.id == 3) {
            feature.type = static_cast<int>(field.number());
        } else if (field.id == 4) {
            require(words.empty(), "a feature has two geometries");
            words = packed(field.bytes());
        }
    });
    require(feature.type >= 1 && feature.type <= 3, "an unknown geometry type");
    require(tags.size() % 2 == 0, "tags are not pairs");
    for (std::size_t i = 0; i < tags.size(); i += 2) {
        require(tags[i] < layer.keys.size() && tags[i + 1] < layer.values.size(), "a tag out of range");
        require(feature.tags.emplace(layer.keys[tags[i]], layer.values[tags[i + 1]]).second, "a key comes twice");
    }
    feature.paths = read_paths(words, feature.type);
    require(!feature.paths.empty(), "a feature without geometry");
    for (const Path &path : feature.paths) {
        require(feature.type != 2 || path.size() >= 2, "a line of one point");
    }
    if (feature.type == 3) {
        require_rings(feature.paths);
    }
    return feature;
}

inline Layer read_layer(std::string_view message) {
    Layer layer;
    std::vector<std::string_view> features;
    for_each_field(message, [&](const Field &field) {
        if (field.id == 1) {
            layer.name = field.bytes();
        } else if (field.id == 2) {
            features.push_back(field.bytes());
        } else if (field.id == 3) {
            layer.keys.emplace_back(field.bytes());
        } else if (field.id == 4) {
            layer.values.push_back(read_value(field.bytes()));
        } else if (field.id == 5) {
            layer.extent = field.number();
        } else if (field.id == 15) {
            layer.version = field.number();
        }
    });
    require(layer.version == 2, "not version 2");
    require(!layer.name.empty(), "a layer without a name");
    require(!features.empty(), "a layer without features");
    require(std::set(layer.keys.begin(), layer.keys.end()).size() == layer.keys.size(), "a key is stored twice");
    require(std::set(layer.values.begin(), layer.values.end()).size() == layer.values.size(), "a value is stored twice");
    std::set<std::uint64_t> ids;
    for (const auto bytes : features) {
        layer.features.push_back(read_feature(bytes, layer));
        const auto &id = layer.features.back().id;
        require(!id || ids.insert(*id).second, "an id comes twice");
    }
    return layer;
}

} // namespace detail

inline Tile read(std::string_view bytes) {
    Tile tile;
    detail::for_each_field(bytes, [&](const detail::Field &field) {
        detail::require(field.id == 3, "an unknown field in a tile");
        Layer layer = detail::read_layer(field.bytes());
        const std::string name = layer.name;
        detail::require(tile.emplace(name, std::move(layer)).second, "a layer name comes twice");
    });
    return tile;
}

} // namespace mvt
