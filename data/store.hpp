#pragma once

#include "data/certificate.hpp"
#include "data/plan.hpp"
#include "data/plan_desk.hpp"
#include "data/record.hpp"
#include "data/rows.hpp"
#include "data/sources.hpp"
#include "data/world.hpp"
#include "spatial/error.hpp"

#include <filesystem>
#include <functional>
#include <future>
#include <variant>

namespace jingwei::data {

/// Who writes. Every change carries one.
struct Actor {
    std::string name; ///< account, key label, or "cli:<user>"
};

struct UpsertCamera {
    CameraRow row;
}; ///< by code
struct RemoveCamera {
    std::string code;
};
struct UpsertKeySite {
    KeySiteRow row;
};
struct RemoveKeySite {
    std::string code;
};
struct UpsertRentalHouse {
    RentalHouseRow row;
};
struct RemoveRentalHouse {
    std::string code;
};
struct UpsertBuilding {
    BuildingRow row;
};
struct RemoveBuilding {
    std::string code;
}; ///< refused while a rental house or an address is in it
struct UpsertPerson {
    PersonRow row;
};
struct RemovePerson {
    std::string code;
}; ///< refused while an assignment of any date names them
struct UpsertAssignment {
    AssignmentRow row;
}; ///< by (person, theme, grid, role, from)
struct AddAssignment {
    AssignmentRow row;
}; ///< refused where the person holds this role of this grid at some instant of it already
struct AmendAssignment {
    std::int64_t id;
    bool primary, on_duty;
    TimeMs to;
}; ///< refused like AddAssignment
struct EndAssignment {
    std::int64_t id;
    TimeMs to;
};

using Change =
    std::variant<UpsertCamera, RemoveCamera, UpsertKeySite, RemoveKeySite, UpsertRentalHouse, RemoveRentalHouse, UpsertBuilding,
                 RemoveBuilding, UpsertPerson, RemovePerson, UpsertAssignment, AddAssignment, AmendAssignment, EndAssignment>;

/// What a change became.
struct Written {
    std::int64_t id = 0;        ///< of the row
    std::uint64_t revision = 0; ///< journal number; the World served after the reply has it
};

/// An answer to a request, as it is kept to be given again.
struct KeptAnswer {
    int status = 0;
    std::string etag, location, body; ///< empty = none
};

/// Makes a request count once: the account's next one with the same key is answered, not carried out. Kept for a day.
struct OnlyOnce {
    std::string account, key;
    std::string request;   ///< method and target
    std::string body_hash; ///< digest of the body
};

/// A change that depends on the record as it stands when the writer comes to it. Both functions run on the writer's thread,
/// inside the transaction; what they throw undoes it and leaves through the future. They must be quick.
struct Edit {
    RecordName record; ///< a new assignment has no id yet
    /// From the record as stored, or null where there is none, to what is to be done; nothing = it stands so already.
    std::function<std::optional<Change>(const Record *)> decide;
    /// From the record as it stands afterwards, null once removed, to the answer.
    std::function<KeptAnswer(const Record *)> answer;
    std::optional<OnlyOnce> once;
};

struct Edited {
    enum class Outcome {
        done,      ///< carried out, or nothing was to be done
        repeated,  ///< the answer is that of the first time
        other_call ///< the key was used for another request; nothing was done
    };
    Outcome outcome = Outcome::done;
    KeptAnswer answer;
};

/// For calls whose changes keep no answer themselves: asks what is known of a request, or keeps the answer to it.
struct AskOnce {
    OnlyOnce once;
    std::optional<KeptAnswer> answer; ///< to be kept; nothing = only asking
};

/// What a change was planned on. It is asked on the writer's thread, just before anything of the change is written and with
/// nothing else in between; where it no longer holds, nothing is written. It must be quick.
struct Premise {
    std::string kind; ///< of the objects whose ImportBasis is wanted; empty = none is
    std::function<bool(const World &now, const ImportBasis &basis, const std::vector<KeptMapping> &mappings)> holds;
};

/// Rows of point layers and the roster to be taken in one transaction: by code, old rows replaced; only what is named is
/// ended or removed. Written with the revision 0 means that the premise no longer held.
struct BulkChange {
    StoreContent content; ///< `coverages` must be empty
    std::string source;   ///< file name, for import_run and the journal
    std::vector<EndAssignment> ended = {};
    std::vector<ObjectCode> removed = {};
    SourceChange sources = {};
    std::optional<Premise> premise = {};
};

/// Pairs of objects that are one: `keep` gets the keys that sources have for `drop`, and what names it; `drop` goes.
struct MergeChange {
    struct Pair {
        std::string keep, drop;
    };
    std::string kind; ///< camera, key_site, building, rental_house
    std::vector<Pair> pairs;
    /// With `once`: from the refusals, as `Merged` has them, to the answer that is kept.
    std::function<KeptAnswer(const std::vector<std::string> &refusals)> answer = {};
    std::optional<OnlyOnce> once = {};
};

/// What became of each pair, in their order: empty = merged, else a sentence that says why not.
struct Merged {
    std::vector<std::string> refusals;
    std::uint64_t revision = 0; ///< journal number; 0 = nothing was merged
    Edited known;               ///< as an Edit would be: done, or what is known of the first time
};

/// A change of how the files of a source are read, decided on what is kept when the writer comes to it.
struct MappingEdit {
    std::string source, layer; ///< layer as `import` names it
    /// From what is kept, or null, to what is to be kept; an empty mapping = none. Runs on the writer's thread, inside the
    /// transaction; what it throws undoes it and leaves through the future.
    std::function<ImportMapping(const ImportMapping *)> decide;
    /// From what was kept before, or null, to the answer.
    std::function<KeptAnswer(const ImportMapping *)> answer;
    std::optional<OnlyOnce> once = {};
};

/// An approved plan on its way to being an edition.
struct PublishedPlan {
    std::int64_t plan = 0;
    std::int64_t revision = 0;     ///< the plan's now
    TimeMs checked_at = 0;         ///< when it was approved, and so checked whole
    std::int64_t base_edition = 0; ///< of the theme; refused with Error{conflict} where another one is current by now
};

/// New content of one theme, published as the next edition.
struct PublishChange {
    ThemeContent content;
    TimeMs valid_from = 0;
    std::string note, source;
    SourceChange sources = {};           ///< written only with an edition
    std::optional<PublishedPlan> plan{}; ///< the plan that it is, which ends with it
    /// Called before each grid is written with the share done, on the writer's thread; may throw, which undoes all of the
    /// change.
    std::function<void(double)> progress = {};
    std::optional<Premise> premise = {};
};

struct Published {
    std::int64_t edition = 0; ///< the current edition when nothing changed; 0 = the premise no longer held
    bool changed = false;
    std::string root_hash; ///< hex
};

struct Finding {
    std::string check; ///< integrity, foreign_keys, spatial_index, coverage, hash, journal
    std::string what;  ///< a sentence that names table, row or place
};

/// The one door to a SpatiaLite store. `read_only` may be used while another process serves; `read_write` holds flock on
/// `<db>.lock` and fails with ErrorCode::store_busy naming the pid. All writes go through one thread. Thread-safe.
class Store {
  public:
    enum class Mode { read_only, read_write };

    /// Creates an empty store with the schema, SpatiaLite metadata and default rows. Refuses an existing file.
    static void init(const std::filesystem::path &path);
    /// Refuses a file that is no store, or newer than the program; migrates an older one when read_write.
    static std::unique_ptr<Store> open(const std::filesystem::path &path, Mode mode);
    virtual ~Store() = default;

    /// The current World; never null. One mutex-guarded pointer copy.
    [[nodiscard]] virtual WorldPtr world() const = 0;
    /// A theme as an earlier edition had it, built from what the store keeps of every edition; seconds for a city. Null where
    /// the theme had no grids yet. Throws Error{not_found} where there is no such edition or theme, Error{bad_data} where what
    /// is kept no longer gives the content that was published.
    [[nodiscard]] virtual std::shared_ptr<const ThemeWorld> theme_at(const std::string &theme, std::int64_t edition) const = 0;
    /// The edition that held at an instant; 0 = none yet.
    [[nodiscard]] virtual std::int64_t edition_at(TimeMs at) const = 0;
    /// All reference lines, by id: the World does not hold them.
    [[nodiscard]] virtual std::vector<ReferenceLineRow> reference_lines() const = 0;
    /// Those whose boxes meet a box, by id, and perhaps some that lie within a metre of it.
    [[nodiscard]] virtual std::vector<ReferenceLineRow> reference_lines_near(const spatial::LatticeBox &box) const = 0;
    [[nodiscard]] virtual std::optional<ReferenceLineRow> reference_line(const std::string &code) const = 0;
    /// The codes that grids of a theme bore in versions that had ended by an edition, ascending, once for each such grid; some
    /// may be in use again or still.
    [[nodiscard]] virtual std::vector<EarlierCode> earlier_codes(const std::string &theme, std::int64_t edition) const = 0;
    /// Queues a change; the future is ready after commit (fsync) and after the new World is served. Changes that wait
    /// together are committed together, each in its own savepoint: one that fails throws from its future and harms no other.
    virtual std::future<Written> submit(Actor actor, Change change) = 0;
    virtual std::future<Written> submit(Actor actor, BulkChange change) = 0;
    virtual std::future<Edited> submit(Actor actor, Edit edit) = 0;
    virtual std::future<Published> submit(Actor actor, PublishChange change) = 0;
    /// Writes nothing where the mapping stands so already; then the revision is 0. Readers' World stays as it is.
    virtual std::future<Edited> submit(Actor actor, MappingEdit edit) = 0;
    /// All plans, the newest first, and one with its operations (throws Error{not_found}); as committed now.
    [[nodiscard]] virtual std::vector<PlanRow> plans() const = 0;
    [[nodiscard]] virtual StoredPlan plan(std::int64_t id) const = 0;
    virtual std::future<PlanRow> submit(Actor actor, CreatePlan create) = 0;
    virtual std::future<PlanRow> submit(Actor actor, PlanStep step) = 0;
    /// The steps from a plan to its approval, in order, and other ones.
    [[nodiscard]] virtual std::vector<ApprovalStep> approval_steps() const = 0;
    virtual std::future<Written> submit(Actor actor, ApprovalSteps steps) = 0;
    /// The plans that wait to become editions, with their instants (ms UTC), the next first.
    [[nodiscard]] virtual std::vector<std::pair<std::int64_t, TimeMs>> scheduled_plans() const = 0;
    /// What is proved of an edition. Throws Error{not_found} where there is no such edition.
    [[nodiscard]] virtual Certificate certificate(std::int64_t edition) const = 0;
    /// What is kept beside a plan's operations, and what is asked of grids; as committed now.
    [[nodiscard]] virtual PlanDesk plan_desk(std::int64_t plan) const = 0;
    [[nodiscard]] virtual std::vector<GridRule> grid_rules() const = 0;
    virtual std::future<PlanDesk> submit(Actor actor, DeskStep step) = 0;
    virtual std::future<std::vector<GridRule>> submit(Actor actor, SetGridRules change) = 0;
    /// `done` where nothing was known of the request.
    virtual std::future<Edited> submit(Actor actor, AskOnce ask) = 0;
    /// Merges the pairs that can be, in one transaction.
    virtual std::future<Merged> submit(Actor actor, MergeChange change) = 0;
    /// Loads a whole content (a sample) into an empty store; indexes are built last.
    virtual void load(Actor actor, StoreContent content, const std::function<void(double)> &progress) = 0;

    /// What is known beside the World of objects of a kind (a table, such as camera), as committed now.
    [[nodiscard]] virtual ImportBasis import_basis(const std::string &kind) const = 0;
    /// How the files of all sources are read, by source and layer.
    [[nodiscard]] virtual std::vector<KeptMapping> mappings() const = 0;

    [[nodiscard]] virtual std::vector<Finding> check() = 0;
    /// A consistent copy of a live store (SQLite backup API), fsynced; refuses an existing target.
    virtual void backup(const std::filesystem::path &target) = 0;

    virtual void add_account(Actor actor, const std::string &name, const std::string &password, const std::string &scope) = 0;
    /// The scope of an open account, or nothing where there is none of this name.
    [[nodiscard]] virtual std::optional<std::string> account_scope(const std::string &name) const = 0;
    /// Makes a key for an account and returns it in clear, once; only its hash is kept.
    [[nodiscard]] virtual std::string add_key(Actor actor, const std::string &account, const std::string &label) = 0;
    /// The account behind a key, or nothing. Constant time in the key; cached, so cheap on a hot path.
    struct KeyHolder {
        std::string account, label, scope;
    };
    [[nodiscard]] virtual std::optional<KeyHolder> find_key(std::string_view key) const = 0;
};

/// The current content of a theme as rows, for importers that build the next edition.
[[nodiscard]] ThemeContent theme_content(const World &world, std::string_view theme);
/// The same of a theme as any edition had it; `world` knows its divisions.
[[nodiscard]] ThemeContent theme_content(const World &world, const ThemeWorld &theme);

} // namespace jingwei::data
