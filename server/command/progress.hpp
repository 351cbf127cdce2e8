#pragma once

#include <chrono>
#include <fmt/format.h>
#include <ostream>
#include <string_view>

namespace jingwei::server {

/// Lines on stderr for what takes over a second, at most one every two seconds.
class Progress {
  public:
    explicit Progress(std::ostream &err) : m_err(err) {}
    void operator()(std::string_view stage, double fraction) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= m_next) {
            m_err << fmt::format("{} {:.0f} %\n", stage, fraction * 100);
            m_next = now + std::chrono::seconds(2);
        }
    }

  private:
    std::ostream &m_err;
    std::chrono::steady_clock::time_point m_next = std::chrono::steady_clock::now() + std::chrono::seconds(1);
};

} // namespace jingwei::server
