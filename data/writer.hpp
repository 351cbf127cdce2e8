#pragma once

#include "data/spatialite.hpp"
#include "data/sqlite.hpp"
#include "data/world_load.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <variant>

namespace jingwei::data {

/// How a job that was committed changes the World: not at all, by one change, by a theme that was prepared, or so much that it
/// is loaded anew.
struct NoWorldChange {};
struct WholeWorldChange {};
using WorldChange = std::variant<NoWorldChange, AppliedChange, PublishedTheme, WholeWorldChange>;

/// Whether a job is committed with others that wait, or alone: then the World served is what it finds in the store.
enum class WriteOrder { together, alone };

/// Whether a commit reaches the disk before it is told. What is only handed to the system outlives the program, but perhaps not
/// a power cut; it never is there without what was committed before it.
enum class WriteCare { synced, handed_over };

/// One thing to be written. `apply` runs on the writer's thread in a savepoint of its own and throws to undo just that;
/// then exactly one of `succeed` (after the commit, and after the new World is served) and `fail` is called.
struct WriteJob {
    std::function<WorldChange(Queries &)> apply;
    std::function<void()> succeed;
    std::function<void(std::exception_ptr)> fail;
    WriteOrder order = WriteOrder::together;
    WriteCare care = WriteCare::synced;
};

/// The one thread that writes, and the only checkpointer. Jobs that wait together are committed together, in their order,
/// but for those that are to be alone. Who waits for a commit does not wait for the checkpoint after it. Thread-safe.
class Writer {
  public:
    using Serve = std::function<void(WorldPtr)>;

    /// `serve` is called on the writer's thread with each next World, after its commit; the first follows from `world`. The
    /// first commit notes `mark` as that of this opening; where it is empty, none is noted.
    Writer(const std::filesystem::path &path, WorldPtr world, Serve serve, std::string mark = {});
    /// Finishes what waits.
    ~Writer();
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    void add(WriteJob job);

    /// Queues `apply`, whose result becomes the future's. `apply(queries, result)` fills the result in and answers how the
    /// World changes.
    template <class Result, class Apply>
    std::future<Result> submit(Apply apply, WriteOrder order = WriteOrder::together, WriteCare care = WriteCare::synced) {
        struct Pending {
            std::promise<Result> promise;
            Result result;
            Apply apply;
        };
        auto pending = std::make_shared<Pending>(Pending{{}, {}, std::move(apply)});
        std::future<Result> future = pending->promise.get_future();
        add({[pending](Queries &queries) { return pending->apply(queries, pending->result); },
             [pending] { pending->promise.set_value(std::move(pending->result)); },
             [pending](const std::exception_ptr &failure) { pending->promise.set_exception(failure); }, order, care});
        return future;
    }

  private:
    void run(const std::stop_token &stop);
    [[nodiscard]] std::deque<WriteJob> take_batch();
    void commit(std::deque<WriteJob> &batch);
    void write(std::deque<WriteJob> &batch, std::vector<WorldChange> &changes);
    void serve_next(std::vector<WorldChange> &changes);
    void checkpoint();
    [[nodiscard]] bool still_in_transaction();

    Connection m_connection;
    Queries m_queries;
    WorldPtr m_world; ///< the last one served
    Serve m_serve;
    std::string m_mark;          ///< of this opening, until it is noted
    int m_log_pages = 0;         ///< of the write-ahead log after the last commit
    bool m_reload = false;       ///< the last World could not be made: make the next from the store
    std::exception_ptr m_broken; ///< a commit whose outcome is unknown: nothing is written any more
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<WriteJob> m_waiting; ///< guarded by m_mutex
    std::jthread m_thread;          ///< last, so that it ends first
};

} // namespace jingwei::data
