#include "server/http/worker_pool.hpp"

#include <algorithm>

namespace jingwei::server {

WorkerPool::WorkerPool(unsigned threads, std::size_t queue_limit)
    : m_limit(queue_limit), m_slow_most(std::max(2U, threads) - 1) {
    for (unsigned i = 0; i < threads; ++i) {
        m_threads.emplace_back([this] { work(); });
    }
}

WorkerPool::~WorkerPool() {
    stop();
}

bool WorkerPool::try_submit(std::function<void()> job, bool is_slow) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping || m_jobs.size() + m_slow_jobs.size() >= m_limit) {
            return false;
        }
        (is_slow ? m_slow_jobs : m_jobs).push_back(std::move(job));
    }
    m_ready.notify_one();
    return true;
}

void WorkerPool::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_ready.notify_all();
    for (std::thread &thread : m_threads) {
        thread.join();
    }
    m_threads.clear();
}

std::size_t WorkerPool::queued() const {
    const std::lock_guard lock(m_mutex);
    return m_jobs.size() + m_slow_jobs.size();
}

WorkerPool::Jobs *WorkerPool::next_queue() {
    if (!m_jobs.empty()) {
        return &m_jobs;
    }
    return !m_slow_jobs.empty() && m_slow_running < m_slow_most ? &m_slow_jobs : nullptr;
}

void WorkerPool::work() {
    std::unique_lock lock(m_mutex);
    while (true) {
        Jobs *queue = nullptr;
        m_ready.wait(lock, [&] { return (queue = next_queue()) != nullptr || m_stopping; });
        if (queue == nullptr) {
            return; // slow jobs that still wait are taken by the threads that run others
        }
        const bool is_slow = queue == &m_slow_jobs;
        const auto job = std::move(queue->front());
        queue->pop_front();
        m_slow_running += is_slow ? 1 : 0;
        lock.unlock();
        job();
        lock.lock();
        m_slow_running -= is_slow ? 1 : 0;
    }
}

} // namespace jingwei::server
