#include "data/writer.hpp"

#include "data/disk_full.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace jingwei::data {

namespace {

/// The exception that is being handled, as the Error that a caller sees.
std::exception_ptr as_error() {
    try {
        throw;
    } catch (const SQLite::Exception &failure) {
        const auto error = to_error(failure, "write to the store");
        return failure.getErrorCode() == SQLITE_FULL ? std::make_exception_ptr(DiskFull(error.what()))
                                                     : std::make_exception_ptr(error);
    } catch (...) {
        return std::current_exception();
    }
}

/// Pages of the log from which on a commit is followed by a checkpoint.
constexpr int long_log = 1000;

int note_log_pages(void *noted, sqlite3 * /*database*/, const char * /*schema*/, int pages) {
    *static_cast<int *>(noted) = pages;
    return SQLITE_OK;
}

bool disk_failed(const std::exception &failure) {
    const auto *sqlite = dynamic_cast<const SQLite::Exception *>(&failure);
    return sqlite != nullptr && sqlite->getErrorCode() == SQLITE_IOERR;
}

/// As long as it lives commits are not synced, where that is asked for.
class Unsynced {
  public:
    Unsynced(SQLite::Database &database, const std::deque<WriteJob> &batch)
        : m_database(database),
          m_active(std::ranges::all_of(batch, [](const WriteJob &job) { return job.care == WriteCare::handed_over; })) {
        if (m_active) {
            m_database.tryExec("PRAGMA synchronous=NORMAL");
        }
    }
    ~Unsynced() {
        if (m_active) {
            m_database.tryExec("PRAGMA synchronous=FULL");
        }
    }
    Unsynced(const Unsynced &) = delete;
    Unsynced &operator=(const Unsynced &) = delete;

  private:
    SQLite::Database &m_database;
    bool m_active;
};

std::exception_ptr stopped_error() {
    return std::make_exception_ptr(
        Error(ErrorCode::machine,
              "the disk failed while a change was being synced, so nothing more is written; check the disk, then start again"));
}

} // namespace

Writer::Writer(const std::filesystem::path &path, WorldPtr world, Serve serve, std::string mark)
    : m_connection(path, Connection::Role::write), m_queries(m_connection.database()), m_world(std::move(world)),
      m_serve(std::move(serve)), m_mark(std::move(mark)) {
    sqlite3_wal_hook(m_connection.database().getHandle(), note_log_pages, &m_log_pages); // in the place of auto-checkpoints
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

Writer::~Writer() = default;

void Writer::add(WriteJob job) {
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.push_back(std::move(job));
    }
    m_wake.notify_one();
}

void Writer::run(const std::stop_token &stop) {
    while (true) {
        std::deque<WriteJob> batch;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, stop, [this] { return !m_waiting.empty(); });
            batch = take_batch();
        }
        if (batch.empty()) {
            return;
        }
        commit(batch);
    }
}

/// What is committed next: all that waits up to a job that is to be alone, or that one. The caller holds m_mutex.
std::deque<WriteJob> Writer::take_batch() {
    auto end = std::ranges::find(m_waiting, WriteOrder::alone, &WriteJob::order);
    if (end == m_waiting.begin() && end != m_waiting.end()) {
        ++end;
    }
    std::deque<WriteJob> batch(std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(end));
    m_waiting.erase(m_waiting.begin(), end);
    return batch;
}

bool Writer::still_in_transaction() {
    return sqlite3_get_autocommit(m_connection.database().getHandle()) == 0;
}

/// Each job in its savepoint; a job that fails is told so at once and leaves the batch. One alone needs none, which would have
/// every page copied before it is changed: the transaction is undone with it.
void Writer::write(std::deque<WriteJob> &batch, std::vector<WorldChange> &changes) {
    SQLite::Database &database = m_connection.database();
    if (batch.size() == 1) {
        changes.push_back(batch.front().apply(m_queries));
        return;
    }
    for (auto job = batch.begin(); job != batch.end();) {
        database.exec("SAVEPOINT job");
        try {
            changes.push_back(job->apply(m_queries));
            database.exec("RELEASE job");
            ++job;
        } catch (...) {
            const std::exception_ptr failure = as_error();
            if (!still_in_transaction()) {
                std::rethrow_exception(failure);
            }
            m_queries.reset();
            database.exec("ROLLBACK TO job; RELEASE job");
            job->fail(failure);
            job = batch.erase(job);
        }
    }
}

void Writer::commit(std::deque<WriteJob> &batch) {
    SQLite::Database &database = m_connection.database();
    const Unsynced unsynced(database, batch); // longer than the transaction, within which it cannot be changed
    std::vector<WorldChange> changes;
    try {
        if (m_broken) {
            std::rethrow_exception(m_broken);
        }
        if (m_reload && batch.front().order == WriteOrder::alone) {
            serve_next(changes);
        }
        database.exec("BEGIN IMMEDIATE");
        if (!m_mark.empty()) {
            m_queries.run("insert_opening", m_mark);
        }
        write(batch, changes);
        m_queries.reset();
        try {
            database.exec("COMMIT");
        } catch (const std::exception &failure) {
            m_broken = disk_failed(failure) ? stopped_error() : nullptr;
            throw;
        }
        m_mark.clear();
        serve_next(changes);
    } catch (...) {
        const std::exception_ptr failure = as_error();
        m_queries.reset();
        if (still_in_transaction()) {
            database.tryExec("ROLLBACK");
        }
        std::ranges::for_each(batch, [&](WriteJob &job) { job.fail(failure); });
        return;
    }
    std::ranges::for_each(batch, [](WriteJob &job) { job.succeed(); });
    checkpoint();
}

/// Takes a log that is long into the store. What cannot be taken now, because somebody still reads what was before, or for
/// another reason, is tried again after the next commit.
void Writer::checkpoint() {
    if (m_log_pages >= long_log) {
        sqlite3_wal_checkpoint_v2(m_connection.database().getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        m_log_pages = 0;
    }
}

void Writer::serve_next(std::vector<WorldChange> &changes) {
    const auto is_whole = [](const WorldChange &change) { return std::holds_alternative<WholeWorldChange>(change); };
    if (m_reload || std::ranges::any_of(changes, is_whole)) {
        m_reload = true;
        SQLite::Transaction reading(m_connection.database());
        m_world = load_world(m_connection.database(), m_world.get());
        reading.commit();
        m_reload = false;
    } else {
        m_reload = true;
        for (const WorldChange &change : changes) {
            if (const auto *applied = std::get_if<AppliedChange>(&change)) {
                m_world = next_world(*m_world, *applied);
            } else if (const auto *published = std::get_if<PublishedTheme>(&change)) {
                m_world = next_world(*m_world, *published);
            }
        }
        m_reload = false;
    }
    m_serve(m_world);
}

} // namespace jingwei::data
