#include "server/service/publish_timer.hpp"

#include "server/service/instant.hpp"

#include <algorithm>
#include <chrono>
#include <spdlog/spdlog.h>

namespace jingwei::server {

namespace {

/// No longer than this, so that a clock that was set is followed.
constexpr data::TimeMs longest_wait_ms = 60'000;

/// How long before its instant an edition is prepared, where it is not yet.
constexpr data::TimeMs ahead_ms = 60'000;

/// Publishes what is due, prepares what soon will be; answers for how long there is nothing to do.
data::TimeMs publish_and_wait(PlanService &plans) {
    try {
        plans.publish_due(now_ms());
        plans.prepare_due(now_ms() + ahead_ms);
        const auto next = plans.next_due();
        const data::TimeMs wait = next ? *next - now_ms() : longest_wait_ms;
        return std::clamp<data::TimeMs>(wait > ahead_ms ? wait - ahead_ms : wait, 1, longest_wait_ms);
    } catch (const std::exception &error) {
        spdlog::error("plans that are due could not be published, which is tried again: {}", error.what());
        return longest_wait_ms;
    }
}

void prepare_after_start(PlanService &plans) {
    try {
        plans.prepare_next();
    } catch (const std::exception &error) {
        spdlog::error("no edition could be prepared: {}", error.what());
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
    prepare_after_start(m_plans);
    while (!stop.stop_requested()) {
        const std::chrono::milliseconds wait(publish_and_wait(m_plans));
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, stop, wait, [this] { return m_woken; });
        m_woken = false;
    }
}

} // namespace jingwei::server
