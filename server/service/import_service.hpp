#pragma once

#include "data/import.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace jingwei::server {

/// Where an uploaded file stands.
enum class ImportState {
    queued,   ///< waits for its turn
    running,  ///< is being read, checked or written
    refused,  ///< the file or the call is at fault; nothing was written
    ready,    ///< a dry run found it acceptable: it may be accepted
    accepted, ///< all of it stands in the store
    failed,   ///< the machine is at fault; nothing was written
    ended,    ///< somebody ended it while it ran; nothing was written
};

[[nodiscard]] std::string_view import_state_name(ImportState state);
/// Whether nothing more happens to an upload: refused, accepted, failed or ended.
[[nodiscard]] bool is_over(ImportState state);

/// An upload as a caller sees it at one moment.
struct ImportJob {
    std::string id, filename, account;
    data::ImportLayer layer = data::ImportLayer::grids;
    ImportState state = ImportState::queued;
    bool dry_run = true; ///< what it was uploaded for
    std::string stage;   ///< while it runs: what is being done
    double progress = 0; ///< 0..1 of that stage
    data::TimeMs created = 0;
    data::TimeMs expires = 0;   ///< then the upload and its report are removed
    bool changed_since = false; ///< the store changed after the dry run that was accepted, and with it what the file would do
    std::optional<Error> error; ///< why it was refused or failed, where no report says so
    std::shared_ptr<const data::ImportReport> report; ///< of the last run; null before
};

struct ImportLimits {
    std::size_t queued = 4;                                   ///< uploads that may wait
    std::size_t kept = 64;                                    ///< uploads that are remembered at all
    std::size_t kept_of_account = 16;                         ///< of them, those of one account
    std::uint64_t kept_bytes = std::uint64_t{1} << 30U;       ///< of files that wait or are ready
    std::uint64_t bytes_of_account = std::uint64_t{1} << 29U; ///< of them, those of one account's older files
    data::TimeMs keep_ms = data::TimeMs{24} * 3'600'000;      ///< after the last thing that happened to one
};

/// Imports files that were uploaded: one at a time, on a thread of its own, through the same run_import as the command line.
/// Files lie in a private folder and go away with their use, when they expire, and with the service. Thread-safe.
class ImportService {
  public:
    using Clock = std::function<data::TimeMs()>;

    /// Removes what an earlier process left in `folder`.
    ImportService(data::Store &store, std::filesystem::path folder, ImportLimits limits = {}, Clock clock = {});
    ~ImportService();
    ImportService(const ImportService &) = delete;
    ImportService &operator=(const ImportService &) = delete;

    /// Where bodies are spooled to.
    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder; }

    /// Queues an upload of `bytes` bytes. Where too many are kept, of the account or at all, it takes the place of the
    /// oldest that is over or else of the oldest that is ready, of its account first. `request.file` and the files of its datum
    /// are plain names, under which `put_into` must put them into the folder that it is given. The same `once` as that of an
    /// upload that is still known gives that upload; its key with anything else throws ApiError{bad_data,
    /// "idempotency_key_reused"}. Throws ApiError{store_busy, "too_busy"} where too many wait.
    [[nodiscard]] ImportJob add(data::ImportRequest request, std::uint64_t bytes,
                                const std::function<void(const std::filesystem::path &folder)> &put_into,
                                const std::optional<data::OnlyOnce> &once = {});
    /// Queues the real import of what a dry run found acceptable; once for each `once`. Throws ApiError{not_found},
    /// ApiError{conflict} in any other state, and {store_busy}.
    [[nodiscard]] ImportJob accept(std::string_view id, const std::optional<data::OnlyOnce> &once = {});
    /// Forgets an upload and removes its file. One that runs is told to end, and its reader is killed: it is answered as it is
    /// now, and is `ended` soon, unless all of it was written before. Throws ApiError{not_found}.
    std::optional<ImportJob> discard(std::string_view id);
    /// Those that are still known, of an account or of all, the newest first, without reports.
    [[nodiscard]] std::vector<ImportJob> list(const std::optional<std::string> &account);
    /// Throws ApiError{not_found}.
    [[nodiscard]] ImportJob find(std::string_view id);

    /// Interrupts what runs, which then has written nothing or all, and ends the thread. Idempotent.
    void stop();

  private:
    struct Upload {
        ImportJob shown;
        data::ImportRequest request;
        std::uint64_t bytes = 0;
        bool accepting = false;
        std::atomic<bool> stopped = false;                 ///< what runs is to end
        std::atomic<bool> discarded = false;               ///< because somebody discarded it
        std::optional<data::OnlyOnce> once, accepted_once; ///< of the calls that made and accepted it
    };
    using UploadPtr = std::shared_ptr<Upload>;

    void work(const std::stop_token &stop);
    void run(Upload &upload);
    [[nodiscard]] std::shared_ptr<const data::ImportReport> import(Upload &upload, bool dry_run);
    [[nodiscard]] ImportState import_once(Upload &upload);
    [[nodiscard]] ImportState import_accepted(Upload &upload);
    void finish(Upload &upload, ImportState state, std::optional<Error> error);
    void remove_file(const Upload &upload) const;
    void expire();
    void make_room(const std::string &account, std::uint64_t bytes);
    struct Held {
        std::size_t uploads = 0;
        std::uint64_t bytes = 0; ///< of files that wait or are ready
    };
    [[nodiscard]] Held held(const std::string *account) const;
    enum class Forgettable { over, ready };
    [[nodiscard]] bool forget_oldest(Forgettable what, const std::string *account);
    [[nodiscard]] UploadPtr require(std::string_view id);
    [[nodiscard]] UploadPtr find_same(const std::optional<data::OnlyOnce> &once) const;

    data::Store &m_store;
    std::filesystem::path m_folder;
    ImportLimits m_limits;
    Clock m_clock;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::map<std::string, UploadPtr, std::less<>> m_uploads; ///< guarded by m_mutex, as what they show
    std::deque<UploadPtr> m_queue;                           ///< guarded by m_mutex
    UploadPtr m_running;                                     ///< guarded by m_mutex; null = nothing runs
    std::jthread m_thread;                                   ///< last, so that it ends first
};

} // namespace jingwei::server
