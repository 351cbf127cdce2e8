#include "server/api/only_once.hpp"

#include "server/api/write_headers.hpp"

#include <condition_variable>
#include <mutex>
#include <set>

namespace jingwei::server {

namespace {

/// The keys of requests that are under way. Thread-safe.
class KeysUnderWay {
  public:
    void enter(const std::string &key) {
        std::unique_lock lock(m_mutex);
        m_left.wait(lock, [&] { return m_keys.insert(key).second; });
    }
    void leave(const std::string &key) {
        {
            const std::scoped_lock lock(m_mutex);
            m_keys.erase(key);
        }
        m_left.notify_all();
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_left;
    std::set<std::string> m_keys;
};

/// Holds a key as long as it lives.
class UnderWay {
  public:
    UnderWay(KeysUnderWay &keys, std::string key) : m_keys(keys), m_key(std::move(key)) { m_keys.enter(m_key); }
    ~UnderWay() { m_keys.leave(m_key); }
    UnderWay(const UnderWay &) = delete;
    UnderWay &operator=(const UnderWay &) = delete;

  private:
    KeysUnderWay &m_keys;
    std::string m_key;
};

KeysUnderWay &keys_under_way() {
    static KeysUnderWay keys;
    return keys;
}

} // namespace

Response answer_once(ApiContext &api, const Request &request, Response (*handler)(ApiContext &, const Request &)) {
    const auto once = take_only_once(request);
    if (!once) {
        return handler(api, request);
    }
    const UnderWay under_way(keys_under_way(), once->account + "\n" + once->key);
    const data::Actor actor{request.caller.account + "/" + request.caller.label};
    auto known = api.store.submit(actor, data::AskOnce{*once, std::nullopt}).get();
    if (known.outcome != data::Edited::Outcome::done) {
        return to_response(answer_of(std::move(known)));
    }
    auto response = handler(api, request);
    if (response.status >= 200 && response.status < 300) {
        data::KeptAnswer answer{.status = response.status,
                                .etag = std::string(response.header("ETag")),
                                .location = std::string(response.header("Location")),
                                .body = std::string(response.text())};
        static_cast<void>(api.store.submit(actor, data::AskOnce{*once, std::move(answer)}).get());
    }
    return response;
}

} // namespace jingwei::server
