#include "server/service/import_service.hpp"

#include "data/idle_class.hpp"

#include <malloc.h>
#include <new>

/// What the thread of an ImportService does with the uploads that wait.
namespace jingwei::server {

namespace {

ImportState state_after(const Error &error) {
    switch (error.code()) {
    case ErrorCode::machine:
    case ErrorCode::store_busy:
    case ErrorCode::interrupted:
        return ImportState::failed;
    default:
        return ImportState::refused;
    }
}

} // namespace

void ImportService::work(const std::stop_token &stop) {
    constexpr std::chrono::minutes look_for_expired{1};
    data::join_idle_class(); // with the readers that it starts
    while (!stop.stop_requested()) {
        UploadPtr next;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, stop, look_for_expired, [this] { return !m_queue.empty(); });
            expire();
            if (stop.stop_requested() || m_queue.empty()) {
                continue;
            }
            next = m_queue.front();
            m_queue.pop_front();
            next->shown.state = ImportState::running;
            m_running = next;
        }
        run(*next);
        next.reset();
        malloc_trim(0); // what the file took is the system's again, and not this process's until it ends
    }
}

void ImportService::run(Upload &upload) {
    const data::StepsAside while_it_runs;
    try {
        finish(upload, upload.accepting ? import_accepted(upload) : import_once(upload), {});
    } catch (const Error &error) {
        finish(upload, state_after(error), error);
    } catch (const std::bad_alloc &) {
        finish(upload, ImportState::failed, data::too_little_memory());
    } catch (const std::exception &error) {
        finish(upload, ImportState::failed, Error(ErrorCode::machine, error.what()));
    }
}

std::shared_ptr<const data::ImportReport> ImportService::import(Upload &upload, bool dry_run) {
    auto request = upload.request;
    request.dry_run = dry_run;
    request.expected = !dry_run && upload.shown.report != nullptr ? upload.shown.report->digest : "";
    request.interrupted = &upload.stopped;
    request.progress = [this, &upload](std::string_view stage, double fraction) {
        const std::scoped_lock lock(m_mutex);
        upload.shown.stage = stage;
        upload.shown.progress = fraction;
    };
    auto report = std::make_shared<const data::ImportReport>(data::run_import(m_store, request));
    const std::scoped_lock lock(m_mutex);
    upload.shown.report = report;
    return report;
}

ImportState ImportService::import_once(Upload &upload) {
    const auto report = import(upload, upload.request.dry_run);
    return !report->acceptable() ? ImportState::refused : upload.request.dry_run ? ImportState::ready : ImportState::accepted;
}

/// Written only where it does what the dry run said, old values and new; else another dry run shows what it would do now.
ImportState ImportService::import_accepted(Upload &upload) {
    upload.accepting = false;
    const auto report = import(upload, false);
    if (report->acceptable() && !report->outdated) {
        return ImportState::accepted;
    }
    if (!report->acceptable() || !import(upload, true)->acceptable()) {
        return ImportState::refused;
    }
    const std::scoped_lock lock(m_mutex);
    upload.shown.changed_since = true;
    return ImportState::ready;
}

void ImportService::finish(Upload &upload, ImportState state, std::optional<Error> error) {
    const bool interrupted = error && error->code() == ErrorCode::interrupted;
    if (upload.discarded && (interrupted || state == ImportState::ready)) {
        state = ImportState::ended;
        error = Error(ErrorCode::interrupted, "it was discarded while it was read; nothing was written");
    }
    if (is_over(state)) {
        remove_file(upload);
    }
    const std::scoped_lock lock(m_mutex);
    m_running = nullptr;
    upload.shown.state = state;
    upload.shown.error = std::move(error);
    upload.shown.stage.clear();
    upload.shown.progress = 1;
    upload.shown.expires = m_clock() + m_limits.keep_ms;
}

void ImportService::remove_file(const Upload &upload) const {
    std::error_code ignored;
    std::filesystem::remove_all(m_folder / upload.shown.id, ignored);
}

} // namespace jingwei::server
