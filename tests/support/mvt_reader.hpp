#pragma once

#include <cstdint>
#include <cstring>
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
    std::uint64_t extent = 0;
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

/// Calls visit(field, number, bytes) for each field of a message.
template <class Visit> void for_each_field(std::string_view message, Visit &&visit) {
    Bytes bytes(message);
    while (!bytes.done()) {
        const std::uint64_t tag = bytes.varint();
        switch (tag & 7U) {
        case 0:
            visit(tag >> 3U, bytes.varint(), std::string_view{});
            break;
        case 1:
            visit(tag >> 3U, std::uint64_t{0}, bytes.take(8));
            break;
        case 2:
            visit(tag >> 3U, std::uint64_t{0}, bytes.take(bytes.varint()));
            break;
        case 5:
            visit(tag >> 3U, std::uint64_t{0}, bytes.take(4));
            break;
        default:
            throw std::runtime_error("an unknown wire type");
        }
    }
}

inline std::int64_t unzigzag(std::uint64_t v) {
    return static_cast<std::int64_t>(v >> 1U) ^ -static_cast<std::int64_t>(v & 1U);
}

inline Value read_value(std::string_view message) {
    std::optional<Value> value;
    for_each_field(message, [&](std::uint64_t field, std::uint64_t number, std::string_view bytes) {
        require(!value, "a value has two contents");
        if (field == 1) {
            value = std::string(bytes);
        } else if (field == 3) {
            double content = 0;
            std::memcpy(&content, bytes.data(), sizeof content);
            value = content;
        } else if (field == 4 || field == 5) {
            value = static_cast<std::int64_t>(number);
        } else if (field == 6) {
            value = unzigzag(number);
        } else if (field == 7) {
            value = number != 0;
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
    for_each_field(message, [&](std::uint64_t field, std::uint64_t number, std::string_view bytes) {
        if (field == 1) {
            feature.id = number;
        } else if (field == 2) {
            tags = packed(bytes);
        } else if (field == 3) {
            feature.type = static_cast<int>(number);
        } else if (field == 4) {
            words = packed(bytes);
        }
    });
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
    for_each_field(message, [&](std::uint64_t field, std::uint64_t number, std::string_view bytes) {
        if (field == 1) {
            layer.name = bytes;
        } else if (field == 2) {
            features.push_back(bytes);
        } else if (field == 3) {
            layer.keys.emplace_back(bytes);
        } else if (field == 4) {
            layer.values.push_back(read_value(bytes));
        } else if (field == 5) {
            layer.extent = number;
        } else if (field == 15) {
            layer.version = number;
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
    detail::for_each_field(bytes, [&](std::uint64_t field, std::uint64_t, std::string_view message) {
        detail::require(field == 3, "an unknown field in a tile");
        Layer layer = detail::read_layer(message);
        const std::string name = layer.name;
        detail::require(tile.emplace(name, std::move(layer)).second, "a layer name comes twice");
    });
    return tile;
}

} // namespace mvt
