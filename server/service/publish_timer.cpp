#include "server/service/publish_timer.hpp"

#include "server/service/instant.hpp"

#include <algorithm>
#include <chrono>
#include <spdlog/spdlog.h>

namespace jingwei::server {

namespace {

/// No longer than this, so that a clock that was set is followed.
constexpr data::TimeMs longest_wait_ms = 60'000;

/// Publishes what is due; answers for how long there is nothing to do.
data::TimeMs publish_and_wait(PlanService &plans) {
    try {
        plans.publish_due(now_ms());
        const auto next = plans.next_due();
        return std::clamp<data::TimeMs>(next.value_or(now_ms() + longest_wait_ms) - now_ms(), 1, longest_wait_ms);
    } catch (const std::exception &error) {
        spdlog::error("plans that are due could not be published, which is tried again: {}", error.what());
        return longest_wait_ms;
    }
}

} // namespace

PublishTimer::PublishTimer(PlanService &plans) : m_plans(plans) {
    m_plans.on_schedule([this] { wake(); });
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

PublishTimer::~PublishTimer() {
    m_thread = {}; // it is told to stop, and ends
    m_plans.on_schedule({});
}

void PublishTimer::wake() {
    {
        const std::scoped_lock lock(m_mutex);
        m_woken = true;
    }
    m_changed.notify_one();
}

void PublishTimer::run(const std::stop_token &stop) {
    while (!stop.stop_requested()) {
        const std::chrono::milliseconds wait(publish_and_wait(m_plans));
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, stop, wait, [this] { return m_woken; });
        m_woken = false;
    }
}

} // namespace jingwei::server
