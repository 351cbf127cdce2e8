#include "spatial/colouring.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>

namespace jingwei::spatial {

namespace {

constexpr std::uint8_t no_colour = 255;

using Neighbours = std::vector<std::vector<Label>>;

Neighbours neighbours_of(std::span<const Arc> borders, std::size_t group_count) {
    Neighbours neighbours(group_count);
    for (const Arc &border : borders) {
        if (border.left != no_label && border.right != no_label && border.left != border.right) {
            neighbours[border.left].push_back(border.right);
            neighbours[border.right].push_back(border.left);
        }
    }
    for (auto &list : neighbours) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    return neighbours;
}

/// Spreads names evenly: neighbouring ids come to unlike numbers (the finalizer of MurmurHash3, public domain).
std::uint64_t mixed(std::uint64_t name) {
    name ^= name >> 33U;
    name *= 0xFF51AFD7ED558CCDULL;
    name ^= name >> 33U;
    name *= 0xC4CEB9FE1A85EC53ULL;
    return name ^ (name >> 33U);
}

/// The groups in an order in which each has few neighbours after it: the one with the fewest left is taken off first, among
/// equals the one with the smallest number.
std::vector<Label> smallest_first(const Neighbours &neighbours, std::span<const std::uint64_t> numbers) {
    std::set<std::tuple<std::size_t, std::uint64_t, Label>> open;
    std::vector<std::size_t> degree(neighbours.size());
    for (Label g = 1; g < neighbours.size(); ++g) {
        degree[g] = neighbours[g].size();
        open.emplace(degree[g], numbers[g], g);
    }
    std::vector<Label> order;
    while (!open.empty()) {
        const Label group = std::get<Label>(*open.begin());
        open.erase(open.begin());
        order.push_back(group);
        for (const Label other : neighbours[group]) {
            if (open.erase({degree[other], numbers[other], other}) == 1) {
                --degree[other];
                open.emplace(degree[other], numbers[other], other);
            }
        }
    }
    return order;
}

class Colourer {
  public:
    Colourer(const Neighbours &neighbours, std::span<const std::uint64_t> numbers)
        : m_neighbours(neighbours), m_numbers(numbers), m_colours(neighbours.size(), no_colour) {}

    /// Gives a group the first colour that no neighbour has, from its own favourite on.
    void colour(Label group) {
        auto best = favourite(group);
        if (const auto taken = neighbours_by_colour(group); taken[best] > 0) {
            for (std::uint8_t i = 1; i < colour_count; ++i) {
                const auto colour = static_cast<std::uint8_t>((favourite(group) + i) % colour_count);
                best = taken.at(colour) < taken.at(best) ? colour : best;
            }
            best = taken.at(best) > 0 ? set_free(group).value_or(best) : best;
        }
        m_colours[group] = best;
    }

    std::vector<std::uint8_t> take() && { return std::move(m_colours); }

  private:
    [[nodiscard]] std::uint8_t favourite(Label group) const {
        return static_cast<std::uint8_t>(m_numbers[group] % colour_count);
    }

    [[nodiscard]] std::array<std::size_t, colour_count> neighbours_by_colour(Label group) const {
        std::array<std::size_t, colour_count> taken{};
        for (const Label other : m_neighbours[group]) {
            if (m_colours[other] != no_colour) {
                ++taken.at(m_colours[other]);
            }
        }
        return taken;
    }

    /// Makes one colour free for a group by exchanging it with another around some neighbours, if any pair allows that.
    std::optional<std::uint8_t> set_free(Label group) {
        for (std::uint8_t from = 0; from < colour_count; ++from) {
            for (std::uint8_t to = 0; to < colour_count; ++to) {
                if (from != to && exchange(group, from, to)) {
                    return from;
                }
            }
        }
        return std::nullopt;
    }

    /// Exchanges two colours in all that hangs together with the group's neighbours of colour `from`, unless a neighbour of
    /// colour `to` hangs there too.
    bool exchange(Label group, std::uint8_t from, std::uint8_t to) {
        std::vector<Label> chain;
        for (const Label other : m_neighbours[group]) {
            if (m_colours[other] == from) {
                chain.push_back(other);
            }
        }
        std::set<Label> known(chain.begin(), chain.end());
        for (std::size_t i = 0; i < chain.size(); ++i) {
            for (const Label next : m_neighbours[chain[i]]) {
                if ((m_colours[next] == from || m_colours[next] == to) && known.insert(next).second) {
                    chain.push_back(next);
                }
            }
        }
        const auto hinders = [&](Label other) { return m_colours[other] == to && known.contains(other); };
        if (std::any_of(m_neighbours[group].begin(), m_neighbours[group].end(), hinders)) {
            return false;
        }
        for (const Label link : chain) {
            m_colours[link] = m_colours[link] == from ? to : from;
        }
        return true;
    }

    const Neighbours &m_neighbours;
    std::span<const std::uint64_t> m_numbers;
    std::vector<std::uint8_t> m_colours;
};

} // namespace

std::vector<std::uint8_t> colour_groups(std::span<const Arc> borders, std::size_t group_count,
                                        std::span<const std::int64_t> names) {
    const Neighbours neighbours = neighbours_of(borders, group_count);
    std::vector<std::uint64_t> numbers(group_count);
    for (std::size_t g = 0; g < group_count; ++g) {
        numbers[g] = mixed(static_cast<std::uint64_t>(names.empty() ? static_cast<std::int64_t>(g) : names[g]));
    }
    const auto order = smallest_first(neighbours, numbers);
    Colourer colourer(neighbours, numbers);
    std::for_each(order.rbegin(), order.rend(), [&](Label group) { colourer.colour(group); });
    return std::move(colourer).take();
}

} // namespace jingwei::spatial
