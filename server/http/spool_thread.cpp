#include "server/http/spool_thread.hpp"

#include "data/idle_class.hpp"

#include <utility>

namespace jingwei::server {

SpoolThread::~SpoolThread() {
    stop();
}

void SpoolThread::submit(std::function<void()> job) {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_stopping) {
            m_jobs.push_back(std::exchange(job, nullptr));
        }
        if (!m_stopping && !m_thread.joinable()) {
            m_thread = std::thread([this] { work(); });
        }
    }
    if (job) {
        return job();
    }
    m_wake.notify_one();
}

void SpoolThread::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void SpoolThread::work() {
    data::join_idle_class();
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return !m_jobs.empty() || m_stopping; });
        if (m_jobs.empty()) {
            return;
        }
        auto job = std::move(m_jobs.front());
        m_jobs.pop_front();
        lock.unlock();
        {
            const data::StepsAside while_it_runs;
            job();
        }
        job = nullptr; // what it holds goes here, not under the lock
        lock.lock();
    }
}

} // namespace jingwei::server
