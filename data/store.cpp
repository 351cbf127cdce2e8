#include "data/store.hpp"

#include "data/account_store.hpp"
#include "data/approval_store.hpp"
#include "data/backup.hpp"
#include "data/bulk_load.hpp"
#include "data/certificate_store.hpp"
#include "data/change_rows.hpp"
#include "data/check.hpp"
#include "data/edit_rows.hpp"
#include "data/edition_ahead.hpp"
#include "data/edition_store.hpp"
#include "data/journal.hpp"
#include "data/lock.hpp"
#include "data/merge_rows.hpp"
#include "data/migrations.hpp"
#include "data/next_world.hpp"
#include "data/org_rows.hpp"
#include "data/past_theme.hpp"
#include "data/plan_desk_rows.hpp"
#include "data/plan_store.hpp"
#include "data/read_connections.hpp"
#include "data/row_reader.hpp"
#include "data/source_rows.hpp"
#include "data/store_file.hpp"
#include "data/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace jingwei::data {

namespace {

namespace fs = std::filesystem;

/// What is written from now on carries this mark. It is noted with the first change: opening alone writes nothing.
WorldPtr with_opening(const World &world, const std::string &mark) {
    History history = *world.history;
    std::erase_if(history.openings, [&](const History::Opening &opening) { return opening.first > world.revision; });
    history.openings.push_back({.first = world.revision + 1, .mark = mark});
    auto next = std::make_shared<World>(world);
    next->history = std::make_shared<const History>(std::move(history));
    return next;
}

/// A plan's next edition in the making.
struct Ahead {
    ReviewedPlan of;
    ReviewStage stage = ReviewStage::in_review;
    std::int64_t edition = 0; ///< the last one when it began
    std::shared_future<PreparedThemePtr> theme;
    std::future<void> making; ///< waits where it is under way
};

class SpatialiteStore final : public Store {
  public:
    SpatialiteStore(fs::path path, Mode mode) : m_path(std::move(path)) {
        if (mode == Mode::read_write) {
            m_lock.emplace(m_path);
        }
        bring_up_to_date(m_path, mode);
        Connection connection(m_path, Connection::Role::read);
        read_world(connection, mode);
        Queries queries(connection.database());
        m_keys.read(queries);
        if (mode == Mode::read_write) {
            const std::string mark = draw_mark();
            m_world = with_opening(*m_world, mark);
            m_writer.emplace(
                m_path, m_world, [this](WorldPtr world) { serve(std::move(world)); }, mark);
        }
    }

    ~SpatialiteStore() override { m_ahead = {}; } // it reads: the writer closes the file last
    SpatialiteStore(const SpatialiteStore &) = delete;
    SpatialiteStore &operator=(const SpatialiteStore &) = delete;

    [[nodiscard]] WorldPtr world() const override {
        const std::scoped_lock lock(m_world_mutex);
        if (m_unreadable) {
            std::rethrow_exception(m_unreadable);
        }
        return m_world;
    }

    void set_make_ready(MakeReady make_ready, MakeReady afterwards) {
        const std::unique_lock lock(m_ready_mutex);
        m_make_ready = std::move(make_ready);
        m_afterwards = std::move(afterwards);
    }

    [[nodiscard]] std::shared_ptr<const ThemeWorld> theme_at(const std::string &theme, std::int64_t edition) const override {
        const WorldPtr now = world();
        auto connection = m_readers.take();
        return past_theme(connection.database(), *now, theme, edition);
    }

    [[nodiscard]] std::int64_t edition_at(TimeMs at) const override {
        auto connection = m_readers.take();
        return Queries(connection.database()).find("edition_at", at).value_or(0);
    }

    [[nodiscard]] std::vector<ReferenceLineRow> reference_lines() const override {
        auto connection = m_readers.take();
        return read_reference_lines(connection.database());
    }

    [[nodiscard]] std::vector<ReferenceLineRow> reference_lines_near(const spatial::LatticeBox &box) const override {
        auto connection = m_readers.take();
        return read_reference_lines(connection.database(), box);
    }

    [[nodiscard]] std::optional<ReferenceLineRow> reference_line(const std::string &code) const override {
        auto connection = m_readers.take();
        return read_reference_line(connection.database(), code);
    }

    [[nodiscard]] std::vector<OrgRow> organisations() const {
        auto connection = m_readers.take();
        std::vector<OrgRow> orgs;
        for (RowReader row(connection.database(), "orgs"); row.next();) {
            orgs.push_back({.code = row.text(0), .name = row.text(1), .kind = row.text(2)});
        }
        return orgs;
    }

    [[nodiscard]] std::vector<EarlierCode> earlier_codes(const std::string &theme, std::int64_t edition) const override {
        auto connection = m_readers.take();
        return read_earlier_codes(connection.database(), theme, edition);
    }

    std::future<Written> submit(Actor actor, Change change) override {
        return writer().submit<Written>(
            [actor = std::move(actor), change = std::move(change)](Queries &queries, Written &written) {
                AppliedChange applied = apply_change(queries, actor, change);
                written = {applied.id, applied.revision};
                return WorldChange(std::move(applied));
            });
    }

    std::future<Written> submit(Actor actor, BulkChange change) override {
        const auto order = order_of(change.premise);
        return writer().submit<Written>(
            [this, actor = std::move(actor), change = std::move(change)](Queries &queries, Written &written) {
                if (!holds(queries, change.premise)) {
                    return WorldChange(NoWorldChange{});
                }
                written = apply_bulk(queries, actor, change);
                return WorldChange(WholeWorldChange{});
            },
            order);
    }

    std::future<Edited> submit(Actor actor, Edit edit) override {
        return writer().submit<Edited>([actor = std::move(actor), edit = std::move(edit)](Queries &queries, Edited &edited) {
            return apply_edit(queries, actor, edit, edited);
        });
    }

    std::future<Published> submit(Actor actor, PublishChange change) override {
        return publish(std::move(actor), std::move(change), nullptr);
    }

    std::future<Published> publish(Actor actor, PublishChange change, PreparedThemePtr prepared) {
        const auto order = change.plan ? WriteOrder::alone : order_of(change.premise);
        auto shared = std::make_shared<PublishChange>(std::move(change));
        return writer().submit<Published>(
            [this, actor = std::move(actor), shared, prepared = std::move(prepared)](Queries &queries, Published &published) {
                if (!holds(queries, shared->premise)) {
                    return WorldChange(NoWorldChange{});
                }
                return publish_theme(queries, actor, *shared, prepared, published);
            },
            order);
    }

    void prepare_ahead(ReviewedPlan of, ReviewStage stage, const std::function<ThemeContent()> &content) {
        const std::scoped_lock lock(m_ahead_mutex);
        const bool stands = m_ahead.theme.valid() && m_ahead.edition == world()->edition;
        if (stands && m_ahead.of == of) {
            m_ahead.stage = std::max(m_ahead.stage, stage);
            return;
        }
        if (stands && m_ahead.stage > stage) {
            return;
        }
        std::promise<PreparedThemePtr> promise;
        auto theme = promise.get_future().share();
        auto making = std::async(std::launch::async, [this, earlier = std::move(m_ahead.making), told = content(),
                                                      promise = std::move(promise)]() mutable {
            earlier = {}; // one after another
            prepare(std::move(told), promise);
        });
        m_ahead = {
            .of = of, .stage = stage, .edition = world()->edition, .theme = std::move(theme), .making = std::move(making)};
    }

    bool is_ahead(ReviewedPlan of) {
        const std::scoped_lock lock(m_ahead_mutex);
        return m_ahead.of == of && m_ahead.theme.valid() && m_ahead.edition == world()->edition;
    }

    PreparedThemePtr take_ahead(ReviewedPlan of) {
        std::shared_future<PreparedThemePtr> taken;
        {
            const std::scoped_lock lock(m_ahead_mutex);
            if (m_ahead.of != of || !m_ahead.theme.valid()) {
                return nullptr;
            }
            taken = std::exchange(m_ahead.theme, {}); // what is still made beside it goes on
        }
        try {
            return taken.get();
        } catch (const std::exception &) { // who publishes it is told what is wrong
            return nullptr;
        }
    }

    void forget_ahead(std::int64_t plan) {
        const std::scoped_lock lock(m_ahead_mutex);
        if (m_ahead.of.plan == plan) {
            m_ahead.of = {};
            m_ahead.theme = {}; // nobody waits for what is under way
        }
    }

    std::future<Merged> submit(Actor actor, MergeChange change) override {
        return writer().submit<Merged>(
            [actor = std::move(actor), change = std::move(change)](Queries &queries, Merged &merged) {
                merged = apply_merge(queries, actor, change);
                return merged.revision != 0 ? WorldChange(WholeWorldChange{}) : WorldChange(NoWorldChange{});
            });
    }

    std::future<Edited> submit(Actor actor, MappingEdit edit) override {
        return writer().submit<Edited>([actor = std::move(actor), edit = std::move(edit)](Queries &queries, Edited &edited) {
            edited = apply_mapping_edit(queries, actor, edit);
            return WorldChange(NoWorldChange{});
        });
    }

    [[nodiscard]] std::vector<PlanRow> plans() const override {
        auto connection = m_readers.take();
        return read_plans(connection.database());
    }

    [[nodiscard]] StoredPlan plan(std::int64_t id) const override {
        auto connection = m_readers.take();
        return read_plan(connection.database(), id);
    }

    std::future<PlanRow> submit(Actor actor, CreatePlan create) override {
        return writer().submit<PlanRow>(
            [actor = std::move(actor), create = std::move(create)](Queries &queries, PlanRow &plan) {
                plan = create_plan(queries, actor, create);
                return WorldChange(NoWorldChange{});
            });
    }

    std::future<PlanRow> submit(Actor actor, PlanStep step) override {
        return writer().submit<PlanRow>([actor = std::move(actor), step = std::move(step)](Queries &queries, PlanRow &plan) {
            plan = step_plan(queries, actor, step);
            return WorldChange(NoWorldChange{});
        });
    }

    [[nodiscard]] std::vector<ApprovalStep> approval_steps() const override {
        auto connection = m_readers.take();
        return read_approval_steps(connection.database());
    }

    std::future<Written> submit(Actor actor, ApprovalSteps steps) override {
        return writer().submit<Written>(
            [actor = std::move(actor), steps = std::move(steps)](Queries &queries, Written &written) {
                written = replace_approval_steps(queries, actor, steps);
                return WorldChange(NoWorldChange{});
            });
    }

    [[nodiscard]] std::vector<std::pair<std::int64_t, TimeMs>> scheduled_plans() const override {
        auto connection = m_readers.take();
        return read_scheduled_plans(connection.database());
    }

    [[nodiscard]] Certificate certificate(std::int64_t edition) const override {
        auto connection = m_readers.take();
        return read_certificate(connection.database(), edition);
    }

    [[nodiscard]] PlanDesk plan_desk(std::int64_t plan) const override {
        auto connection = m_readers.take();
        return read_plan_desk(connection.database(), plan);
    }

    [[nodiscard]] std::vector<GridRule> grid_rules() const override {
        auto connection = m_readers.take();
        return read_grid_rules(connection.database());
    }

    std::future<PlanDesk> submit(Actor actor, DeskStep step) override {
        return writer().submit<PlanDesk>([actor = std::move(actor), step = std::move(step)](Queries &queries, PlanDesk &desk) {
            desk = step_plan_desk(queries, actor, step);
            return WorldChange(NoWorldChange{});
        });
    }

    std::future<std::vector<GridRule>> submit(Actor actor, SetGridRules change) override {
        return writer().submit<std::vector<GridRule>>(
            [actor = std::move(actor), change = std::move(change)](Queries &queries, std::vector<GridRule> &rules) {
                rules = set_grid_rules(queries, actor, change);
                return WorldChange(NoWorldChange{});
            });
    }

    std::future<Edited> submit(Actor /*actor*/, AskOnce ask) override {
        return writer().submit<Edited>(
            [ask = std::move(ask)](Queries &queries, Edited &edited) {
                edited = ask_once(queries, ask);
                return WorldChange(NoWorldChange{});
            },
            WriteOrder::together, WriteCare::handed_over); // what it is an answer to is synced already
    }

    [[nodiscard]] ImportBasis import_basis(const std::string &kind) const override {
        auto connection = m_readers.take();
        return read_import_basis(connection.database(), kind);
    }

    [[nodiscard]] std::vector<KeptMapping> mappings() const override {
        auto connection = m_readers.take();
        return read_mappings(connection.database());
    }

    void load(Actor actor, StoreContent content, const std::function<void(double)> &progress) override {
        auto shared = std::make_shared<StoreContent>(std::move(content));
        writer()
            .submit<Written>([&actor, shared, &progress](Queries &queries, Written &written) {
                written = load_content(queries, actor, std::move(*shared), progress);
                return WorldChange(WholeWorldChange{});
            })
            .get();
    }

    [[nodiscard]] std::vector<Finding> check() override {
        Connection connection(m_path, Connection::Role::read);
        return check_store(connection);
    }

    void backup(const fs::path &target) override {
        Connection connection(m_path, Connection::Role::read);
        back_up(connection, target);
    }

    void add_account(Actor actor, const std::string &name, const std::string &password, const std::string &scope) override {
        writer()
            .submit<Written>([&](Queries &queries, Written &written) {
                written = add_account_row(queries, actor, name, password, scope);
                return WorldChange(NoWorldChange{});
            })
            .get();
    }

    [[nodiscard]] std::optional<std::string> account_scope(const std::string &name) const override {
        auto connection = m_readers.take();
        RowReader row(connection.database(), "account_with_scope");
        row.bind(1, name);
        return row.next() ? std::optional(row.text(1)) : std::nullopt;
    }

    [[nodiscard]] std::string add_key(Actor actor, const std::string &account, const std::string &label) override {
        std::string key = random_key();
        m_keys.add(key, writer()
                            .submit<KeyHolder>([&](Queries &queries, KeyHolder &holder) {
                                holder = add_key_row(queries, actor, account, label, key);
                                return WorldChange(NoWorldChange{});
                            })
                            .get());
        return key;
    }

    [[nodiscard]] std::optional<KeyHolder> find_key(std::string_view key) const override { return m_keys.find(key); }

  private:
    /// A store that contradicts itself or is damaged can still be opened to be checked and copied.
    void read_world(Connection &connection, Mode mode) {
        try {
            m_world = load_world(connection.database());
        } catch (const Error &) {
            if (mode == Mode::read_write) {
                throw;
            }
            m_unreadable = std::current_exception();
        }
    }

    /// Alone in its commit where there is a plan, so that the World served is the store as it stands.
    WorldChange publish_theme(Queries &queries, const Actor &actor, PublishChange &change, const PreparedThemePtr &ahead,
                              Published &published) const {
        if (change.plan) {
            require_base(queries, ahead ? ahead->theme->code : change.content.theme, *change.plan);
        }
        const EditionHead head{.valid_from = change.valid_from,
                               .note = change.note,
                               .source = change.source,
                               .checked_at = change.plan ? change.plan->checked_at : 0};
        const PreparedThemePtr prepared = change.plan ? fitting(queries, change, ahead) : nullptr;
        const std::string theme = prepared ? prepared->theme->code : change.content.theme;
        const std::size_t grids = prepared ? prepared->theme->grids.size() : change.content.grids.size();
        if (prepared) {
            published = publish_edition(queries, actor, *prepared, head);
        } else {
            std::vector<ThemeContent> contents;
            contents.push_back(std::move(change.content));
            published = publish_edition(queries, actor, std::move(contents), head, change.progress);
        }
        if (!published.changed) {
            return NoWorldChange{};
        }
        append_journal(queries, actor,
                       {.kind = "edition.publish",
                        .object_id = {},
                        .code = theme,
                        .edition = published.edition,
                        .detail = fmt::format(R"({{"grids":{},"root_hash":"{}"}})", grids - 1, published.root_hash)});
        write_sources(queries, change.sources, now_ms());
        if (change.plan) {
            end_plan(queries, actor, *change.plan, published.edition);
        }
        overtake_plans(queries, actor, theme, published.edition);
        return world_change(queries, prepared);
    }

    /// What was prepared ahead where it fits the store as it stands, else what is prepared now; null = it has to be whole.
    PreparedThemePtr fitting(Queries &queries, PublishChange &change, const PreparedThemePtr &ahead) const {
        const WorldPtr now = world();
        if (ahead && is_current(queries, *now, *ahead)) {
            return ahead;
        }
        if (ahead) {
            change.content = content_of(*now, *ahead);
        }
        return prepare_theme(queries, *now, change.content, ahead ? &ahead->proof : nullptr);
    }

    static WorldChange world_change(Queries &queries, const PreparedThemePtr &prepared) {
        if (!prepared || brings_back(*prepared)) {
            return WholeWorldChange{};
        }
        auto &database = queries.database();
        RowReader edition(database, "world_edition");
        const bool known = edition.next();
        return PublishedTheme{.prepared = prepared,
                              .valid_from = known ? edition.integer(1) : 0,
                              .revision = static_cast<std::uint64_t>(queries.find("world_revision").value_or(0)),
                              .history = std::make_shared<const History>(read_history(database))};
    }

    static WriteOrder order_of(const std::optional<Premise> &premise) {
        return premise ? WriteOrder::alone : WriteOrder::together;
    }

    /// On the writer's thread, in a commit of its own: the World served is the store as it stands.
    bool holds(Queries &queries, const std::optional<Premise> &premise) const {
        if (!premise) {
            return true;
        }
        auto &database = queries.database();
        const auto basis = premise->kind.empty() ? ImportBasis{} : read_import_basis(database, premise->kind);
        return premise->holds(*world(), basis, read_mappings(database));
    }

    void serve(WorldPtr world) {
        make_ready(m_make_ready, *world);
        const std::scoped_lock lock(m_world_mutex);
        m_world = std::move(world);
    }

    /// On a thread of its own: the store goes on.
    void prepare(ThemeContent content, std::promise<PreparedThemePtr> &promise) {
        try {
            World next = *world();
            PreparedThemePtr prepared = prepare(next, std::move(content));
            if (prepared) {
                next.themes[next.theme_index(prepared->theme->code).value()] = prepared->theme;
                make_ready(m_make_ready, next);
            }
            promise.set_value(prepared);
            if (prepared) {
                make_ready(m_afterwards, next);
            }
        } catch (const std::exception &) { // who publishes it is told what is wrong
            promise.set_value(nullptr);
        }
    }

    PreparedThemePtr prepare(const World &now, ThemeContent content) const {
        Connection connection(m_path, Connection::Role::read);
        SQLite::Transaction reading(connection.database()); // one picture of the store
        Queries queries(connection.database());
        return prepare_theme(queries, now, std::move(content));
    }

    /// `make` is one of those that m_ready_mutex guards.
    void make_ready(const MakeReady &make, const World &next) {
        const std::shared_lock lock(m_ready_mutex);
        if (!make) {
            return;
        }
        try {
            make(*world(), next);
        } catch (const std::exception &) { // what is not ready, readers make
            return;
        }
    }

    Writer &writer() {
        if (!m_writer) {
            throw Error(ErrorCode::bad_call, "the store was opened for reading only");
        }
        return *m_writer;
    }

    fs::path m_path;
    std::optional<StoreLock> m_lock; ///< given back last
    mutable std::mutex m_world_mutex;
    WorldPtr m_world;                ///< guarded by m_world_mutex
    std::exception_ptr m_unreadable; ///< set when the World cannot be made; then `world` throws it
    KeyRing m_keys;
    std::shared_mutex m_ready_mutex; ///< held while it runs
    MakeReady m_make_ready, m_afterwards;
    std::mutex m_ahead_mutex;
    Ahead m_ahead; ///< guarded by m_ahead_mutex; waits where it is under way
    std::optional<Writer> m_writer;
    mutable ReadConnections m_readers{m_path}; ///< end first: the writer closes the file last, and leaves no log behind
};

} // namespace

void make_ready_before_serving(Store &store, MakeReady make_ready, MakeReady afterwards) {
    dynamic_cast<SpatialiteStore &>(store).set_make_ready(std::move(make_ready), std::move(afterwards));
}

std::vector<OrgRow> organisations(const Store &store) {
    return dynamic_cast<const SpatialiteStore &>(store).organisations();
}

void prepare_ahead(Store &store, ReviewedPlan of, ReviewStage stage, const std::function<ThemeContent()> &content) {
    dynamic_cast<SpatialiteStore &>(store).prepare_ahead(of, stage, content);
}

bool is_ahead(Store &store, ReviewedPlan of) {
    return dynamic_cast<SpatialiteStore &>(store).is_ahead(of);
}

PreparedThemePtr take_ahead(Store &store, ReviewedPlan of) {
    return dynamic_cast<SpatialiteStore &>(store).take_ahead(of);
}

void forget_ahead(Store &store, std::int64_t plan) {
    dynamic_cast<SpatialiteStore &>(store).forget_ahead(plan);
}

std::future<Published> submit_prepared(Store &store, Actor actor, PublishChange change, PreparedThemePtr prepared) {
    return dynamic_cast<SpatialiteStore &>(store).publish(std::move(actor), std::move(change), std::move(prepared));
}

std::unique_ptr<Store> Store::open(const fs::path &path, Mode mode) {
    require_readable(path);
    try {
        return std::make_unique<SpatialiteStore>(path, mode);
    } catch (const SQLite::Exception &failure) {
        throw to_error(failure, fmt::format("open {}", path.string()));
    }
}

} // namespace jingwei::data
