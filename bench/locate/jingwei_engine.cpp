#include "bench/locate/engine.hpp"

#include "spatial/locator.hpp"

namespace jingwei::bench {
namespace {

class JingweiEngine : public Engine {
  public:
    explicit JingweiEngine(const Ground &ground) : m_locator(ground.coverage) {}

    void take(std::span<const LatticePoint> points) override { m_points.assign(points.begin(), points.end()); }
    void ask(std::span<Label> owners) override {
        for (std::size_t i = 0; i < m_points.size(); ++i) {
            owners[i] = m_locator.locate(m_points[i]);
        }
    }

  private:
    spatial::Locator m_locator;
    std::vector<LatticePoint> m_points;
};

} // namespace

EngineKind jingwei_kind() {
    return {"Jingwei", "spatial::Locator, one call a point", false, SIZE_MAX,
            [](const Ground &ground) -> std::unique_ptr<Engine> { return std::make_unique<JingweiEngine>(ground); }};
}

} // namespace jingwei::bench
