#include "data/world.hpp"

#include "data/layer.hpp"
#include "data/world_layers.hpp"

#include <algorithm>

namespace jingwei::data {

namespace {

std::size_t heap_bytes(const std::string &text) {
    return text.capacity() > std::string().capacity() ? text.capacity() + 1 : 0;
}

std::size_t shape_bytes(const spatial::MultiPolygon &shape) {
    std::size_t sum = shape.capacity() * sizeof(spatial::Polygon);
    for (const spatial::Polygon &polygon : shape) {
        sum += polygon.outer.capacity() * sizeof(LatticePoint) + polygon.holes.capacity() * sizeof(spatial::Ring);
        for (const spatial::Ring &hole : polygon.holes) {
            sum += hole.capacity() * sizeof(LatticePoint);
        }
    }
    return sum;
}

std::size_t grid_bytes(const Grid &grid) {
    return sizeof(Grid) + heap_bytes(grid.code) + heap_bytes(grid.name) + heap_bytes(grid.fallback_org) +
           heap_bytes(grid.limits_text);
}

std::size_t person_bytes(const Person &person) {
    return sizeof(Person) + heap_bytes(person.code) + heap_bytes(person.name) + heap_bytes(person.phone) +
           heap_bytes(person.phone_masked) + heap_bytes(person.org);
}

} // namespace

GridIndex ThemeWorld::find(std::string_view grid_code) const {
    const auto found = by_code.find(std::string(grid_code));
    return found == by_code.end() ? 0 : found->second;
}

std::size_t ThemeWorld::bytes() const {
    constexpr std::size_t node_bytes = sizeof(std::pair<std::string, GridIndex>) + 3 * sizeof(void *);
    std::size_t sum = coverage.bytes() + locator->bytes() + by_code.size() * node_bytes;
    sum += shapes.capacity() * sizeof(spatial::MultiPolygon) + children.capacity() * sizeof(children[0]);
    for (std::size_t i = 0; i < grids.size(); ++i) {
        sum += grid_bytes(grids[i]) + shape_bytes(shapes[i]) + children[i].capacity() * sizeof(GridIndex);
    }
    return sum;
}

std::size_t Roster::bytes() const {
    std::size_t sum = person_by_code.bytes();
    for (std::size_t i = 0; i < people.size(); ++i) {
        sum += person_bytes(people[i]);
    }
    for (const auto &theme : assignments) {
        for (std::size_t grid = 0; grid < theme.size(); ++grid) {
            sum += sizeof(theme[grid]) + theme[grid].capacity() * sizeof(Assignment);
        }
    }
    return sum;
}

const ThemeWorld *World::theme(std::string_view code) const {
    const auto index = theme_index(code);
    return index ? themes[*index].get() : nullptr;
}

std::optional<std::size_t> World::theme_index(std::string_view code) const {
    const auto found = std::ranges::find_if(themes, [code](const auto &theme) { return theme->code == code; });
    return found == themes.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - themes.begin()));
}

std::size_t World::bytes() const {
    std::size_t sum = roster->bytes();
    for (const auto &theme : themes) {
        sum += theme->bytes();
    }
    for_each_layer([&](const auto &layer) { sum += layer_bytes(*layer.in(*this)); });
    return sum;
}

} // namespace jingwei::data
