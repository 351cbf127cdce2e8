#pragma once

#include "spatial/coverage.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace jingwei::bench {

using spatial::Label;
using spatial::LatticePoint;

/// The ground that every engine answers about, in both forms: `shapes[label]` is what that unit owns, [0] is empty.
struct Ground {
    spatial::Coverage coverage;
    std::vector<spatial::MultiPolygon> shapes;
};

/// Something that tells which unit a point lies in. Building one is its constructor; it keeps nothing of the ground but what
/// it needs, so that its memory can be told.
class Engine {
  public:
    Engine() = default;
    virtual ~Engine() = default;
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    /// Takes the points over in the form that suits the engine best. Not timed.
    virtual void take(std::span<const LatticePoint> points) = 0;
    /// The owners of the points taken, one point after another; no_label where the engine says nobody. Timed.
    virtual void ask(std::span<Label> owners) = 0;
};

/// How to make one.
struct EngineKind {
    std::string name;
    std::string settings;
    bool rivals;             ///< counts among those whose fastest is the peer of the bars
    std::size_t most_points; ///< asked in one pass
    std::unique_ptr<Engine> (*make)(const Ground &ground);
};

[[nodiscard]] EngineKind jingwei_kind();
[[nodiscard]] EngineKind geos_kind();
[[nodiscard]] EngineKind boost_kind();
#ifdef JINGWEI_BENCH_S2
[[nodiscard]] EngineKind s2_kind();
#endif
[[nodiscard]] EngineKind spatialite_kind();

} // namespace jingwei::bench
