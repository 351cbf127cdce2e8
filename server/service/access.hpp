#pragma once

#include "data/store.hpp"
#include "server/caller.hpp"
#include "server/config.hpp"

namespace jingwei::server {

/// Who may see what. A key sees class 1, cameras and phones, and changes things if its account's scope is write or admin.
/// Without one: class 1 with masked phones, and that
/// only from this very machine; cameras only with --demo on a sample store; from anywhere else class 0, which is empty.
class Access {
  public:
    Access(const data::Store &store, const Config &config);

    /// Throws Error{unauthorized} for a wrong key, or for none where the right asks for one, and Error{forbidden} for a key
    /// that lacks the right. Thread-safe.
    [[nodiscard]] Caller authorize(const Approach &approach, Right right) const;

  private:
    [[nodiscard]] Caller anonymous(const Approach &approach) const;
    [[nodiscard]] Caller holder(std::string_view sent) const;
    const data::Store &m_store;
    bool m_local;
    bool m_demo;
};

/// Throws ApiError{unauthorized} or {forbidden}, naming `layers`, where the caller may not see cameras.
void require_command(const Caller &caller);

/// True when a host, as in a URL, names this machine: localhost, 127.0.0.0/8 or [::1], with any port.
[[nodiscard]] bool is_loopback_host(std::string_view host);

} // namespace jingwei::server
