#pragma once

#include <coroutine>
#include <exception>
#include <utility>

namespace jingwei::server {

/// A coroutine that ends with yes or no. It runs at once, up to its first wait, and goes on on the thread that ends the wait;
/// one that never waits costs whoever awaits it no turn. The task owns the coroutine: it may be destroyed while that waits, but
/// not while it runs. What the coroutine throws reaches whoever awaits it.
class [[nodiscard]] Task {
  public:
    struct promise_type; // NOLINT(readability-identifier-naming): the language's name
    using Handle = std::coroutine_handle<promise_type>;

    Task() = default;
    Task(Task &&other) noexcept : m_handle(std::exchange(other.m_handle, nullptr)) {}
    Task &operator=(Task &&other) noexcept {
        std::swap(m_handle, other.m_handle);
        return *this;
    }
    ~Task() {
        if (m_handle) {
            m_handle.destroy();
        }
    }

    [[nodiscard]] bool await_ready() const { return m_handle.done(); }
    void await_suspend(std::coroutine_handle<> waiting) const;
    [[nodiscard]] bool await_resume() const;

  private:
    explicit Task(Handle handle) : m_handle(handle) {}
    Handle m_handle;
};

struct Task::promise_type {
    /// At its end a coroutine stays until its task goes, and whoever awaits it goes on.
    struct End {
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        [[nodiscard]] std::coroutine_handle<> await_suspend(Handle ended) const noexcept {
            const auto next = ended.promise().waiting;
            return next ? next : std::noop_coroutine();
        }
        void await_resume() const noexcept {}
    };

    Task get_return_object() { return Task(Handle::from_promise(*this)); }
    [[nodiscard]] std::suspend_never initial_suspend() const noexcept { return {}; }
    [[nodiscard]] End final_suspend() const noexcept { return {}; }
    void return_value(bool value) { result = value; }
    void unhandled_exception() { thrown = std::current_exception(); }

    std::coroutine_handle<> waiting;
    std::exception_ptr thrown;
    bool result = false;
};

inline void Task::await_suspend(std::coroutine_handle<> waiting) const {
    m_handle.promise().waiting = waiting;
}

inline bool Task::await_resume() const {
    if (m_handle.promise().thrown) {
        std::rethrow_exception(m_handle.promise().thrown);
    }
    return m_handle.promise().result;
}

} // namespace jingwei::server
