#include "bench/locate/contest.hpp"

#include "bench/locate/ground.hpp"
#include "bench/locate/report.hpp"
#include "spatial/locator.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>

namespace jingwei::bench {
namespace {

using spatial::Locator;

constexpr int passes = 5;
constexpr std::size_t points_a_pass = 200'000;
constexpr std::size_t batch_size = 100'000;
constexpr double ns = 1e9;
constexpr double mib = 1 << 20U;

struct Question {
    const char *name;
    Points points;
    Points sorted; ///< along a Z-order curve
};

struct Contestant {
    EngineKind kind;
    std::unique_ptr<Engine> engine;
    std::array<double, 3> best{}; ///< ns a point, by question
    std::array<std::vector<Label>, 3> owners;
};

std::vector<EngineKind> kinds(bool with_peers) {
    std::vector<EngineKind> found{jingwei_kind()};
    if (with_peers) {
        found.push_back(geos_kind());
        found.push_back(boost_kind());
#ifdef JINGWEI_BENCH_S2
        found.push_back(s2_kind());
#else
        print_skipped("S2, because libs2-dev is absent (scripts/bench --peers installs it)");
#endif
        found.push_back(spatialite_kind());
    }
    return found;
}

/// Spreads the low 32 bits to the even places.
std::uint64_t spread_bits(std::uint64_t v) {
    v = (v | v << 16U) & 0x0000FFFF0000FFFFU;
    v = (v | v << 8U) & 0x00FF00FF00FF00FFU;
    v = (v | v << 4U) & 0x0F0F0F0F0F0F0F0FU;
    v = (v | v << 2U) & 0x3333333333333333U;
    return (v | v << 1U) & 0x5555555555555555U;
}

Points in_z_order(Points points) {
    std::ranges::sort(points, {}, [](LatticePoint p) {
        return spread_bits(static_cast<std::uint32_t>(p.x)) | spread_bits(static_cast<std::uint32_t>(p.y)) << 1U;
    });
    return points;
}

std::vector<Question> questions(const Ground &ground) {
    std::vector<Question> asked{{"uniform", uniform_points(ground, points_a_pass), {}},
                                {"clustered", clustered_points(ground, points_a_pass), {}},
                                {"on borders", border_points(ground, points_a_pass), {}}};
    for (Question &question : asked) {
        question.sorted = in_z_order(question.points);
    }
    return asked;
}

class Contest {
  public:
    Contest(std::string size, const Ground &ground)
        : m_size(std::move(size)), m_ground(ground), m_questions(questions(ground)) {}

    void build(const EngineKind &kind) {
        const std::size_t before = heap_bytes();
        const double begun = cpu_seconds();
        Contestant made{kind, kind.make(m_ground), {}, {}};
        const double took = cpu_seconds() - begun;
        print(kind.name + ", built", took, "s", kind.settings);
        print(kind.name + ", memory", static_cast<double>(heap_bytes() - before) / mib, "MiB", "all it needs to answer");
        m_contestants.push_back(std::move(made));
    }

    void ask_all() {
        for (std::size_t q = 0; q < m_questions.size(); ++q) {
            for (Contestant &c : m_contestants) {
                const auto count = std::min(points_a_pass, c.kind.most_points);
                c.engine->take(std::span(m_questions[q].points).first(count));
                c.owners.at(q).resize(count);
                c.best.at(q) = std::numeric_limits<double>::max();
            }
            for (int pass = 0; pass < passes; ++pass) {
                for (Contestant &c : m_contestants) {
                    c.engine->ask(c.owners.at(q)); // the others have had the caches in between
                    const double begun = cpu_seconds();
                    c.engine->ask(c.owners.at(q));
                    const double each = (cpu_seconds() - begun) / static_cast<double>(c.owners.at(q).size()) * ns;
                    c.best.at(q) = std::min(c.best.at(q), each);
                }
            }
            for (const Contestant &c : m_contestants) {
                print(fmt::format("{}, one point, {}", c.kind.name, m_questions[q].name), c.best.at(q), "ns");
            }
            print_ratio(fmt::format("one point, {}", m_questions[q].name), q, m_contestants.front().best.at(q));
        }
    }

    void compare() const {
        const spatial::Locator locator(m_ground.coverage);
        for (std::size_t c = 1; c < m_contestants.size(); ++c) {
            std::size_t differ = 0;
            for (const std::size_t q : {0U, 1U}) {
                for (std::size_t i = 0; i < m_contestants[c].owners.at(q).size(); ++i) {
                    differ += m_contestants[c].owners.at(q)[i] != m_contestants[0].owners.at(q)[i] &&
                                      !locator.nearest_border(m_questions[q].points[i], 0)
                                  ? 1U
                                  : 0U;
                }
            }
            print(m_contestants[c].kind.name + ", answers other than ours away from borders", static_cast<double>(differ),
                  "points", fmt::format("of {}", 2 * m_contestants[c].owners[0].size()));
            print_borders(m_contestants[c]);
        }
    }

    void run_batches() {
        const spatial::Locator locator(m_ground.coverage);
        for (std::size_t q = 0; q < m_questions.size(); ++q) {
            const double arrival = batch(locator, m_questions[q].points);
            print(fmt::format("Jingwei, batch of 100,000, {}", m_questions[q].name), arrival, "ns", "in arrival order");
            print_ratio(fmt::format("batch, {}", m_questions[q].name), q, arrival);
            print(fmt::format("Jingwei, batch by place, {}", m_questions[q].name),
                  batch(locator, m_questions[q].points, Locator::BatchOrder::by_place), "ns", "the sorting included");
            print(fmt::format("Jingwei, sorted batch, {}", m_questions[q].name), batch(locator, m_questions[q].sorted), "ns",
                  "sorted beforehand");
            print(fmt::format("Jingwei, nearest border, {}", m_questions[q].name), nearest(locator, m_questions[q].points),
                  "ns");
        }
    }

    void build_coverage() const {
        const auto polygons = labelled_polygons(m_ground);
        double best = std::numeric_limits<double>::max();
        for (int pass = 0; pass < 3; ++pass) {
            const double begun = cpu_seconds();
            const auto built = spatial::build_coverage(polygons);
            best = std::min(best, cpu_seconds() - begun);
        }
        print("Jingwei, coverage from polygons", best, "s", fmt::format("{} polygons", polygons.size()));
    }

  private:
    void print(const std::string &what, double value, const std::string &unit, const std::string &note = "") const {
        print_figure(m_size + ": " + what, value, unit, note);
    }

    void print_ratio(const std::string &what, std::size_t q, double ours) const {
        double fastest = std::numeric_limits<double>::max();
        std::string name;
        for (const Contestant &c : m_contestants) {
            if (c.kind.rivals && c.best.at(q) < fastest) {
                fastest = c.best.at(q);
                name = c.kind.name;
            }
        }
        if (!name.empty()) {
            print("how often faster than the fastest peer, " + what, fastest / ours, "×", name);
        }
    }

    void print_borders(const Contestant &peer) const {
        std::size_t nobody = 0;
        std::size_t other = 0;
        for (std::size_t i = 0; i < peer.owners[2].size(); ++i) {
            const Label ours = m_contestants[0].owners[2][i];
            nobody += ours != spatial::no_label && peer.owners[2][i] == spatial::no_label ? 1U : 0U;
            other += peer.owners[2][i] != spatial::no_label && peer.owners[2][i] != ours ? 1U : 0U;
        }
        const std::string of = fmt::format("of {}", peer.owners[2].size());
        print(peer.kind.name + ", nobody on a border", static_cast<double>(nobody), "points", of);
        print(peer.kind.name + ", another owner on a border", static_cast<double>(other), "points", of);
    }

    static double batch(const Locator &locator, const Points &points,
                        Locator::BatchOrder order = Locator::BatchOrder::as_given) {
        std::vector<Label> owners(batch_size);
        double best = std::numeric_limits<double>::max();
        for (int pass = 0; pass < 2 * passes; ++pass) {
            const auto part = std::span(points).subspan(pass % 2 == 0 ? 0 : points.size() - batch_size, batch_size);
            const double begun = cpu_seconds();
            locator.locate(part, owners, order);
            best = std::min(best, (cpu_seconds() - begun) / static_cast<double>(batch_size) * ns);
        }
        return best;
    }

    static double nearest(const spatial::Locator &locator, const Points &points) {
        constexpr double radius_m = 500'000;
        double best = std::numeric_limits<double>::max();
        double sum_m = 0;
        for (int pass = 0; pass < passes; ++pass) {
            const double begun = cpu_seconds();
            for (const LatticePoint p : std::span(points).first(batch_size)) {
                sum_m += locator.nearest_border(p, radius_m)->distance_m;
            }
            best = std::min(best, (cpu_seconds() - begun) / static_cast<double>(batch_size) * ns);
        }
        return sum_m >= 0 ? best : 0;
    }

    std::string m_size;
    const Ground &m_ground;
    std::vector<Question> m_questions;
    std::vector<Contestant> m_contestants;
};

} // namespace

void run_contest(const std::string &size, const Ground &ground, bool with_peers) {
    Contest contest(size, ground);
    for (const EngineKind &kind : kinds(with_peers)) {
        contest.build(kind);
    }
    contest.ask_all();
    contest.compare();
    contest.run_batches();
    contest.build_coverage();
}

} // namespace jingwei::bench
