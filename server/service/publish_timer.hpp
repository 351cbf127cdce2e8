#pragma once

#include "server/service/plan_service.hpp"

#include <condition_variable>
#include <thread>

namespace jingwei::server {

/// Makes editions of plans when their instant comes, on a thread of its own, by the clock of the machine; they are prepared
/// ahead of it, and that of an approved plan after a start. Where the store cannot be written it tries again after a while.
class PublishTimer {
  public:
    /// `plans` must outlive this, and tells it of new instants from now on. Nobody calls `plans` meanwhile.
    explicit PublishTimer(PlanService &plans);
    /// Waits for a publication that is under way. Nobody calls `plans` meanwhile.
    ~PublishTimer();
    PublishTimer(const PublishTimer &) = delete;
    PublishTimer &operator=(const PublishTimer &) = delete;

    /// The next instant may be another one: it is asked for anew. Quick; thread-safe.
    void wake();

  private:
    void run(const std::stop_token &stop);

    PlanService &m_plans;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_woken = false; ///< guarded by m_mutex
    std::jthread m_thread;
};

} // namespace jingwei::server
