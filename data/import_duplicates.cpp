#include "data/import_duplicates.hpp"

#include "data/text_form.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

constexpr const char *same_id = "gb_id";
constexpr double near_m = 50;
/// A cell is higher than `near_m` everywhere, and wider up to 84 degrees of latitude.
constexpr std::int32_t cell_height = 5'000;
constexpr std::int32_t cell_width = 50'000;

double way_between_m(LatticePoint a, LatticePoint b) {
    return spatial::geodesic_distance_m(spatial::to_lonlat(a), spatial::to_lonlat(b));
}

/// Gathers pairs, each once.
class PairList {
  public:
    PairList(const std::vector<Likeness> &objects, const SourceKeys &keys, const std::set<std::string> &in_file)
        : m_objects(objects), m_keys(keys), m_in_file(in_file) {}

    /// Whether the file's source has a key for the object: a pair is one that it has and one that it does not have.
    [[nodiscard]] bool is_mine(std::size_t object) const { return m_keys.has(m_objects[object].code); }
    [[nodiscard]] bool full() const { return m_found.size() >= duplicate_limit; }

    void add(std::size_t a, std::size_t b, const char *reason, double way_m) {
        if (full() || !may_be_one(m_objects[a], m_objects[b]) || !m_pairs.insert(std::minmax(a, b)).second) {
            return;
        }
        const bool a_is_older = is_older(m_objects[a], m_objects[b]);
        const auto &keep = m_objects[a_is_older ? a : b];
        const auto &drop = m_objects[a_is_older ? b : a];
        m_found.push_back({.keep = keep.code,
                           .keep_name = keep.name,
                           .drop = drop.code,
                           .drop_name = drop.name,
                           .keep_sources = m_keys.sources_of(keep.code),
                           .drop_sources = m_keys.sources_of(drop.code),
                           .reason = reason,
                           .distance_m = way_m});
    }

    std::vector<DuplicateCandidate> finish() {
        const auto order = [](const DuplicateCandidate &pair) {
            return std::tuple(pair.reason != same_id, std::string_view(pair.keep), std::string_view(pair.drop));
        };
        std::ranges::sort(m_found, {}, order);
        return std::move(m_found);
    }

  private:
    static bool is_older(const Likeness &a, const Likeness &b) {
        return a.id != 0 && (b.id == 0 || a.id < b.id || (a.id == b.id && a.code < b.code));
    }
    [[nodiscard]] bool may_be_one(const Likeness &a, const Likeness &b) const {
        const bool two_ids = !a.gb_id.empty() && !b.gb_id.empty() && a.gb_id != b.gb_id;
        if (two_ids || (!m_in_file.contains(a.code) && !m_in_file.contains(b.code))) {
            return false;
        }
        std::vector<std::string> both;
        std::ranges::set_intersection(m_keys.sources_of(a.code), m_keys.sources_of(b.code), std::back_inserter(both));
        return both.empty();
    }

    const std::vector<Likeness> &m_objects;
    const SourceKeys &m_keys;
    const std::set<std::string> &m_in_file;
    std::set<std::pair<std::size_t, std::size_t>> m_pairs;
    std::vector<DuplicateCandidate> m_found;
};

/// Objects that are alike: [0] those that the file's source has no key for, [1] those that it has one for.
using Group = std::array<std::vector<std::size_t>, 2>;
using Groups = std::unordered_map<std::string, Group>;

void add_same_ids(const std::vector<Likeness> &objects, PairList &pairs) {
    Groups by_id;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (objects[i].gb_id.empty()) {
            continue;
        }
        const bool mine = pairs.is_mine(i);
        auto &same = by_id[objects[i].gb_id];
        for (const auto other : same[mine ? 0 : 1]) {
            pairs.add(other, i, same_id, way_between_m(objects[other].at, objects[i].at));
        }
        same[mine ? 1 : 0].push_back(i);
    }
}

std::string cell_key(const std::string &name, std::int32_t x, std::int32_t y) {
    return fmt::format("{}\n{}\n{}", name, x, y);
}

std::int32_t cell_of(std::int32_t value, std::int32_t size) {
    return static_cast<std::int32_t>(std::floor(static_cast<double>(value) / size));
}

/// Compares an object with those of its name in its cell and the eight around it.
void add_same_name(const std::vector<Likeness> &objects, std::size_t i, const std::string &name, Groups &cells,
                   PairList &pairs) {
    const auto x = cell_of(objects[i].at.x, cell_width);
    const auto y = cell_of(objects[i].at.y, cell_height);
    const bool mine = pairs.is_mine(i);
    for (int cell = 0; cell < 9; ++cell) {
        const auto same = cells.find(cell_key(name, x + cell % 3 - 1, y + cell / 3 - 1));
        if (same == cells.end()) {
            continue;
        }
        for (const auto other : same->second[mine ? 0 : 1]) {
            const double way_m = way_between_m(objects[other].at, objects[i].at);
            if (way_m <= near_m) {
                pairs.add(other, i, "name", way_m);
            }
        }
    }
    cells[cell_key(name, x, y)][mine ? 1 : 0].push_back(i);
}

} // namespace

std::vector<DuplicateCandidate> find_duplicates(const std::vector<Likeness> &objects, const SourceKeys &keys,
                                                const std::set<std::string> &in_file) {
    PairList pairs(objects, keys, in_file);
    add_same_ids(objects, pairs);
    Groups cells;
    for (std::size_t i = 0; i < objects.size() && !pairs.full(); ++i) {
        if (auto name = comparable(objects[i].name); !name.empty()) {
            add_same_name(objects, i, name, cells, pairs);
        }
    }
    return pairs.finish();
}

} // namespace jingwei::data
