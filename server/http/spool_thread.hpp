#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace jingwei::server {

/// One thread of the scheduler's idle class that does what bodies in files cost: writing, hashing, letting go of them. So a
/// slow disk, and a large file that is removed, hold up no thread that answers. It starts with the first job. Thread-safe.
class SpoolThread {
  public:
    SpoolThread() = default;
    ~SpoolThread();
    SpoolThread(const SpoolThread &) = delete;
    SpoolThread &operator=(const SpoolThread &) = delete;

    /// Jobs run in their order, and must not throw; after `stop` in the caller's thread. Who waits for each of its own before
    /// it gives the next bounds the queue.
    void submit(std::function<void()> job);
    /// Finishes what is queued and joins. Called by the destructor too.
    void stop();

  private:
    void work();
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_jobs;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace jingwei::server
