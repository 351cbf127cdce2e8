#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

/// Suggestions for dividing an area among grids: a graph of units of ground is cut into connected parts of equal weight.
/// docs/suggestions.md explains the method. No function here knows geometry, clocks or global state; all are thread-safe.
namespace jingwei::spatial {

constexpr std::uint32_t no_owner = UINT32_MAX;
constexpr std::uint32_t no_group = UINT32_MAX;

/// A piece of ground that is not divided: a block, or the cell around a building.
struct PartitionUnit {
    std::int64_t weight = 0; ///< what shall be equal among the parts: households; 0 .. 2^40
    std::int64_t residents = 0;
    std::int64_t area_m2 = 0;
    std::int64_t perimeter_dm = 0;
    std::uint32_t owner = no_owner; ///< who has it now, by the caller's number
    std::uint32_t group = no_group; ///< adjacent units of one group come to the same part
};

/// Where two units touch. A border of no length is a bridge: it lets the two be one part though nothing joins them.
struct UnitBorder {
    std::uint32_t a = 0, b = 0;  ///< indexes of units
    std::int64_t length_dm = 0;  ///< decimetres
    std::int64_t streets_dm = 0; ///< how much of it runs along a street, a river or another line that people know
};

struct UnitGraph {
    std::vector<PartitionUnit> units;
    std::vector<UnitBorder> borders;
};

/// What an alternative puts first; the rest counts less, but counts.
enum class PartitionAim { balance, streets, least_change };
[[nodiscard]] std::string_view aim_name(PartitionAim aim);

struct PartitionWish {
    std::uint32_t parts = 1;
    PartitionAim aim = PartitionAim::balance;
    std::uint64_t seed = 1;
    std::uint32_t effort = 400; ///< trial moves per unit: the bound of the time, the same on every machine
};

/// One part, recounted from its units.
struct PartFigures {
    std::int64_t weight = 0, residents = 0, area_m2 = 0, perimeter_dm = 0;
    std::uint32_t units = 0;
    std::uint32_t pieces = 0; ///< 1 = it hangs together without bridges
    /// The owner whose residents stay with it, or, where none live, most of whose ground; each goes on in one part at most.
    std::uint32_t continues = no_owner;
    std::int64_t residents_kept = 0; ///< those of the owner that it continues
    /// Polsby-Popper: 4 pi area / perimeter^2; 1 is a circle, a square has 0.79.
    [[nodiscard]] double compactness() const;
};

struct PartitionFigures {
    std::vector<PartFigures> parts;
    double target = 0;            ///< weight of a part if all were equal
    double largest_deviation = 0; ///< in percent of the target
    double borders_m = 0;         ///< of borders between parts
    double streets_share = 0;     ///< how much of these runs along streets, in percent; 100 where there are none
    double mean_compactness = 0, least_compactness = 0;
    std::int64_t residents = 0;
    std::int64_t residents_moved = 0; ///< whose part continues another owner than theirs; those of nobody are not counted
    std::uint32_t parts_in_pieces = 0;
};

struct Partition {
    std::vector<std::uint32_t> part_of; ///< by unit: 0 .. parts - 1, numbered by the first unit of each
    PartitionFigures figures;
    std::uint64_t steps = 0; ///< trial moves and trees: the work, whatever the machine
};

/// Why there is no partition.
enum class PartitionRefusalKind {
    no_units,
    no_parts,       ///< none were asked for
    too_many_parts, ///< there are only `limit` units (groups counted as one)
    too_few_parts,  ///< the units hang together in `limit` pieces, and a part is one piece
};
struct PartitionRefusal {
    PartitionRefusalKind kind = PartitionRefusalKind::no_units;
    std::uint32_t limit = 0;
};

/// Cuts the graph into connected parts. Where no unit has weight each counts 1. The same graph and wish give the same answer
/// everywhere. O(effort x units), about a microsecond a trial move.
[[nodiscard]] std::variant<Partition, PartitionRefusal> partition(const UnitGraph &graph, const PartitionWish &wish);

/// Recounts a partition from the units. `part_of` names parts below `parts`. Owners are matched with parts so that most
/// residents stay (Hungarian method, O(parts^2 owners)).
[[nodiscard]] PartitionFigures figures_of(const UnitGraph &graph, std::uint32_t parts,
                                          const std::vector<std::uint32_t> &part_of);

/// How many parts a target weight makes: the nearest number, at least 1.
[[nodiscard]] std::uint32_t parts_for(const UnitGraph &graph, std::int64_t target_weight);

} // namespace jingwei::spatial
