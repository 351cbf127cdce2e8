#include "data/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/redrawn_town.hpp"
#include "tests/support/scratch_store.hpp"

#include <atomic>
#include <deque>
#include <random>
#include <thread>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;

namespace {

/// All that a World's ground says of some places.
struct Answers {
    std::vector<GridIndex> owners;
    std::vector<double> borders_m;
    std::vector<std::vector<GridIndex>> touching;
    std::vector<std::size_t> near;
    friend bool operator==(const Answers &, const Answers &) = default;
};

Answers ask(const ThemeWorld &theme, std::span<const LatticePoint> places) {
    Answers answers;
    answers.owners.resize(places.size());
    theme.locator->locate(places, answers.owners);
    for (const LatticePoint place : places) {
        const auto border = theme.locator->nearest_border(place, 1e6);
        answers.borders_m.push_back(border ? border->distance_m : -1);
        answers.touching.push_back(theme.locator->touching(place));
        answers.near.push_back(theme.locator->within(place, 500).size());
    }
    return answers;
}

/// Whether a World, the newest one perhaps, agrees with itself: one point at a time and many, unit and name.
bool is_whole(const World &world, std::span<const LatticePoint> places) {
    const ThemeWorld &theme = *world.themes[0];
    std::vector<GridIndex> owners(places.size());
    theme.locator->locate(places, owners, spatial::Locator::BatchOrder::by_place);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const GridIndex owner = owners[i];
        const bool known = owner == 0 || (owner < theme.grids.size() && theme.find(theme.grids[owner].code) == owner &&
                                          !theme.shapes[owner].empty());
        if (!known || theme.locator->locate(places[i]) != owner) {
            return false;
        }
    }
    return true;
}

/// Asks the first World, which it alone may come to hold, and the newest ones, of which it keeps the last few, until told to
/// stop.
class Reader {
  public:
    Reader(const Store &store, WorldPtr first, std::vector<LatticePoint> places)
        : m_store(store), m_first(std::move(first)), m_places(std::move(places)), m_thread([this] { run(); }) {}
    ~Reader() { stop(); }
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;
    /// Ends it: how many answers were not the first ones, or not of one piece.
    std::size_t wrong() {
        stop();
        return m_wrong;
    }
    /// How often it has asked all.
    [[nodiscard]] std::size_t rounds() const { return m_rounds; }

  private:
    void stop() {
        m_stop = true;
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }
    void run() {
        const Answers first = ask(*m_first->themes[0], m_places);
        std::deque<WorldPtr> held;
        do {
            m_wrong += ask(*m_first->themes[0], m_places) == first ? 0 : 1;
            held.push_back(m_store.world());
            m_wrong += is_whole(*held.front(), m_places) && is_whole(*held.back(), m_places) ? 0 : 1;
            if (held.size() > 3) {
                held.pop_front();
            }
            ++m_rounds;
        } while (!m_stop);
    }

    const Store &m_store;
    WorldPtr m_first;
    std::vector<LatticePoint> m_places;
    std::atomic<bool> m_stop = false;
    std::atomic<std::size_t> m_rounds = 0;
    std::size_t m_wrong = 0;
    std::thread m_thread; ///< starts last
};

std::map<std::string, std::int64_t> ids_in(const World &world) {
    std::map<std::string, std::int64_t> ids;
    for (const Grid &grid : world.themes[0]->grids) {
        ids.emplace(grid.code, grid.id);
    }
    return ids;
}

std::vector<LatticePoint> places_in(RedrawnTown &town, const ThemeWorld &theme) {
    std::vector<LatticePoint> places;
    for (std::size_t i = 0; i < theme.coverage.all_points().size(); i += 7) {
        places.push_back(theme.coverage.all_points()[i]);
    }
    for (int i = 0; i < 40; ++i) {
        places.push_back(town.place());
    }
    return places;
}

/// A store with the town's first edition, and the next ones.
struct TownStore {
    explicit TownStore(unsigned seed) : town(seed) {
        const auto path = folder.path() / "town.sqlite";
        Store::init(path);
        store = Store::open(path, Store::Mode::read_write);
        publish();
    }
    void publish() {
        if (store->submit({"test"}, PublishChange{town.content(ids_in(*store->world())), 0, "", ""}).get().changed) {
            town.settle();
        }
    }
    ScratchFolder folder;
    RedrawnTown town;
    std::unique_ptr<Store> store;
};

} // namespace

TEST_CASE("readers of an old World are not disturbed while editions are published and old ones dropped") {
    constexpr unsigned seed = 20261128;
    CAPTURE(seed);
    TownStore town(seed);
    WorldPtr first = town.store->world();
    const std::weak_ptr<const World> last_trace = first;
    const auto places = places_in(town.town, *first->themes[0]);
    const std::int64_t first_edition = first->edition;
    Reader one(*town.store, first, places);
    Reader two(*town.store, first, places);
    first.reset(); // from here on only readers hold it
    const int editions = is_long_run() ? 100 : 12;
    for (int i = 0; i < editions; ++i) {
        town.town.redraw();
        town.publish();
        while (one.rounds() + two.rounds() < 2 * static_cast<std::size_t>(i)) { // each edition is asked while it stands
            std::this_thread::yield();
        }
    }
    CHECK(town.store->world()->edition > first_edition + editions / 2);
    CHECK_FALSE(last_trace.expired());
    CHECK(one.wrong() == 0);
    CHECK(two.wrong() == 0);
}

TEST_CASE("a World goes with the last of its readers, whichever thread that is on") {
    TownStore town(7);
    std::weak_ptr<const World> trace;
    std::weak_ptr<const ThemeWorld> ground;
    std::vector<GridIndex> owners(1);
    {
        std::atomic<bool> may_end = false;
        std::jthread reader([&, world = town.store->world()]() mutable {
            trace = world;
            ground = world->themes[0];
            while (!may_end) {
                owners[0] = world->themes[0]->locator->locate(cell_middle(2, 2));
            }
            world.reset();
        });
        const std::int64_t before = town.store->world()->edition;
        while (town.store->world()->edition == before) {
            town.town.redraw();
            town.publish();
        }
        may_end = true;
    }
    CHECK(trace.expired());
    CHECK(ground.expired());
}
