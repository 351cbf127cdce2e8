#include "server/service/import_service.hpp"

#include "server/api_error.hpp"
#include "server/service/instant.hpp"

#include <algorithm>
#include <array>
#include <sodium.h>
#include <tuple>

namespace jingwei::server {

namespace {

/// 128 random bits: an upload is found by those who were told its id.
std::string random_id() {
    std::array<unsigned char, 16> bits{};
    randombytes_buf(bits.data(), bits.size());
    std::array<char, bits.size() * 2 + 1> text{};
    sodium_bin2hex(text.data(), text.size(), bits.data(), bits.size());
    return text.data();
}

ApiError too_busy() {
    return {ErrorCode::store_busy, "too_busy",
            "Too many uploads wait to be read just now; try again when some are done (GET /v1/imports lists yours, DELETE "
            "/v1/imports/{id} discards one), or send a smaller file."};
}

ApiError key_reused() {
    return {ErrorCode::bad_data, "idempotency_key_reused",
            "This Idempotency-Key came with another request before; make a new key for each request.", "Idempotency-Key"};
}

bool has_key_of(const std::optional<data::OnlyOnce> &known, const data::OnlyOnce &once) {
    return known && known->account == once.account && known->key == once.key;
}

/// Whether a key comes again with the request it came with first; throws where it comes with another one.
bool is_repeated(const std::optional<data::OnlyOnce> &known, const data::OnlyOnce &once) {
    if (!has_key_of(known, once)) {
        return false;
    }
    if (known->request != once.request || known->body_hash != once.body_hash) {
        throw key_reused();
    }
    return true;
}

} // namespace

bool is_over(ImportState state) {
    return state == ImportState::refused || state == ImportState::accepted || state == ImportState::failed ||
           state == ImportState::ended;
}

std::string_view import_state_name(ImportState state) {
    constexpr std::array<std::string_view, 7> names{"queued", "running", "refused", "ready", "accepted", "failed", "ended"};
    return names.at(static_cast<std::size_t>(state));
}

ImportService::ImportService(data::Store &store, std::filesystem::path folder, ImportLimits limits, Clock clock)
    : m_store(store), m_folder(std::move(folder)), m_limits(limits), m_clock(clock ? std::move(clock) : Clock(now_ms)) {
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
    m_thread = std::jthread([this](const std::stop_token &stop) { work(stop); });
}

ImportService::~ImportService() {
    stop();
}

void ImportService::stop() {
    m_thread.request_stop();
    {
        const std::scoped_lock lock(m_mutex);
        if (m_running != nullptr) {
            m_running->stopped.store(true, std::memory_order_relaxed);
        }
    }
    if (m_thread.joinable()) {
        m_thread.join();
    }
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

void ImportService::expire() {
    const auto now = m_clock();
    std::erase_if(m_uploads, [&](const auto &entry) {
        const Upload &upload = *entry.second;
        const bool idle = is_over(upload.shown.state) || upload.shown.state == ImportState::ready;
        if (!idle || upload.shown.expires > now) {
            return false;
        }
        remove_file(upload);
        return true;
    });
}

/// What is kept of an account, or of all.
ImportService::Held ImportService::held(const std::string *account) const {
    Held sum;
    for (const auto &[id, upload] : m_uploads) {
        if (account == nullptr || upload->shown.account == *account) {
            ++sum.uploads;
            sum.bytes += is_over(upload->shown.state) ? 0 : upload->bytes;
        }
    }
    return sum;
}

/// Forgets the oldest upload of an account, or of all, that is over, else one that is ready; false where there is none.
bool ImportService::forget_oldest(Forgettable what, const std::string *account) {
    auto oldest = m_uploads.end();
    for (auto it = m_uploads.begin(); it != m_uploads.end(); ++it) {
        const ImportJob &shown = it->second->shown;
        const bool may_go = what == Forgettable::over ? is_over(shown.state) : shown.state == ImportState::ready;
        const bool asked = account == nullptr || shown.account == *account;
        if (may_go && asked && (oldest == m_uploads.end() || shown.created < oldest->second->shown.created)) {
            oldest = it;
        }
    }
    if (oldest == m_uploads.end()) {
        return false;
    }
    remove_file(*oldest->second);
    m_uploads.erase(oldest);
    return true;
}

/// Throws where what waits and runs is too much by itself.
void ImportService::make_room(const std::string &account, std::uint64_t bytes) {
    constexpr auto over = Forgettable::over;
    constexpr auto ready = Forgettable::ready;
    if (m_queue.size() >= m_limits.queued || bytes > m_limits.kept_bytes) {
        throw too_busy();
    }
    while (held(&account).uploads >= m_limits.kept_of_account &&
           (forget_oldest(over, &account) || forget_oldest(ready, &account))) {
    }
    while (held(&account).bytes + bytes > m_limits.bytes_of_account && forget_oldest(ready, &account)) {
    }
    while (held(nullptr).uploads >= m_limits.kept) {
        if (!forget_oldest(over, nullptr) && !forget_oldest(ready, &account) && !forget_oldest(ready, nullptr)) {
            throw too_busy();
        }
    }
    while (held(nullptr).bytes + bytes > m_limits.kept_bytes) {
        if (!forget_oldest(ready, &account) && !forget_oldest(ready, nullptr)) {
            throw too_busy();
        }
    }
}

ImportService::UploadPtr ImportService::require(std::string_view id) {
    expire();
    const auto found = m_uploads.find(id);
    if (found == m_uploads.end()) {
        throw ApiError(ErrorCode::not_found, "no_such_import",
                       "There is no such import, or it has expired or given way to newer ones; upload the file again with POST "
                       "/v1/imports.",
                       "id");
    }
    return found->second;
}

ImportService::UploadPtr ImportService::find_same(const std::optional<data::OnlyOnce> &once) const {
    for (const auto &[id, upload] : m_uploads) {
        if (once && has_key_of(upload->accepted_once, *once)) {
            throw key_reused();
        }
        if (once && is_repeated(upload->once, *once)) {
            return upload;
        }
    }
    return nullptr;
}

ImportJob ImportService::add(data::ImportRequest request, std::uint64_t bytes,
                             const std::function<void(const std::filesystem::path &)> &put_into,
                             const std::optional<data::OnlyOnce> &once) {
    const auto upload = std::make_shared<Upload>();
    upload->shown.id = random_id();
    upload->shown.filename = request.file.string();
    upload->shown.account = request.actor.name;
    upload->shown.layer = request.layer;
    upload->shown.dry_run = request.dry_run;
    upload->bytes = bytes;
    upload->once = once;
    const auto home = m_folder / upload->shown.id;
    for (auto *file : {&request.file, &request.datum.parameters, &request.datum.control_points}) {
        *file = file->empty() ? std::filesystem::path() : home / file->filename();
    }
    upload->request = std::move(request);
    const std::scoped_lock lock(m_mutex);
    expire();
    if (const auto same = find_same(once)) {
        return same->shown;
    }
    make_room(upload->shown.account, bytes);
    std::filesystem::create_directory(home);
    put_into(home);
    upload->shown.created = m_clock();
    upload->shown.expires = upload->shown.created + m_limits.keep_ms;
    m_uploads[upload->shown.id] = upload;
    m_queue.push_back(upload);
    m_wake.notify_one();
    return upload->shown;
}

ImportJob ImportService::accept(std::string_view id, const std::optional<data::OnlyOnce> &once) {
    const std::scoped_lock lock(m_mutex);
    const auto upload = require(id);
    if (once && is_repeated(upload->accepted_once, *once)) {
        return upload->shown;
    }
    if (upload->shown.state != ImportState::ready) {
        throw ApiError(ErrorCode::conflict, "not_ready",
                       "Only an import that is ready can be accepted; this one is " +
                           std::string(import_state_name(upload->shown.state)) + ".",
                       "id");
    }
    if (m_queue.size() >= m_limits.queued) {
        throw too_busy();
    }
    upload->accepting = true;
    upload->accepted_once = once;
    upload->shown.state = ImportState::queued;
    upload->shown.changed_since = false;
    m_queue.push_back(upload);
    m_wake.notify_one();
    return upload->shown;
}

std::optional<ImportJob> ImportService::discard(std::string_view id) {
    const std::scoped_lock lock(m_mutex);
    const auto upload = require(id);
    if (upload->shown.state == ImportState::running) {
        upload->discarded.store(true, std::memory_order_relaxed);
        upload->stopped.store(true, std::memory_order_release);
        return upload->shown;
    }
    std::erase(m_queue, upload);
    remove_file(*upload);
    m_uploads.erase(m_uploads.find(id));
    return std::nullopt;
}

std::vector<ImportJob> ImportService::list(const std::optional<std::string> &account) {
    const std::scoped_lock lock(m_mutex);
    expire();
    std::vector<ImportJob> jobs;
    for (const auto &[id, upload] : m_uploads) {
        if (!account || upload->shown.account == *account) {
            jobs.push_back(upload->shown);
            jobs.back().report = nullptr;
        }
    }
    std::ranges::sort(
        jobs, [](const ImportJob &a, const ImportJob &b) { return std::tie(b.created, a.id) < std::tie(a.created, b.id); });
    return jobs;
}

ImportJob ImportService::find(std::string_view id) {
    const std::scoped_lock lock(m_mutex);
    return require(id)->shown;
}

} // namespace jingwei::server
