#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace jingwei::server {

/// Threads for what takes longer than an I/O thread may wait. The queue is bounded: what does not fit is refused at once. Slow
/// jobs, which take seconds, never get the last thread where there is more than one.
class WorkerPool {
  public:
    WorkerPool(unsigned threads, std::size_t queue_limit);
    ~WorkerPool();
    WorkerPool(const WorkerPool &) = delete;
    WorkerPool &operator=(const WorkerPool &) = delete;

    /// False when the queue is full or the pool stops. Jobs must not throw.
    [[nodiscard]] bool try_submit(std::function<void()> job, bool is_slow = false);
    /// Finishes what is queued and joins. Called by the destructor too.
    void stop();
    [[nodiscard]] std::size_t queued() const;

  private:
    using Jobs = std::deque<std::function<void()>>;
    void work();
    /// The queue that a free thread takes from, or null.
    [[nodiscard]] Jobs *next_queue();
    mutable std::mutex m_mutex;
    std::condition_variable m_ready;
    Jobs m_jobs, m_slow_jobs;
    std::size_t m_limit;
    unsigned m_slow_most; ///< slow jobs that run at once
    unsigned m_slow_running = 0;
    bool m_stopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace jingwei::server
