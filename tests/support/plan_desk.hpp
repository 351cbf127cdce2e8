#pragma once

#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/served_town.hpp"

#include <fmt/format.h>

namespace jingwei::tests {

/// A planner's desk: the plan's last ETag goes along.
class PlanDesk {
  public:
    explicit PlanDesk(ServedTown &town, const std::string &body = R"({"name":"调整方案","note":"人口增加"})",
                      std::string key = {})
        : m_town(town), m_key(key.empty() ? town.write_key() : std::move(key)) {
        const auto made = ask(server::Method::post, "/v1/plans", body);
        REQUIRE(made.status == 201);
        path = std::string(made.header("Location"));
        etag = std::string(made.header("ETag"));
    }
    server::Response send(const std::string &what, const std::string &body, const std::string &key = {},
                          server::Method method = server::Method::post) {
        auto response = ask(method, path + "/" + what, body, {{"If-Match", etag}}, key);
        if (response.status == 200) {
            etag = std::string(response.header("ETag"));
        }
        return response;
    }
    server::Response op(const std::string &body) { return send("ops", body); }
    server::Response enter(const std::string &state) { return send("state", fmt::format(R"({{"state":"{}"}})", state)); }
    server::Response consent(const std::string &body, const std::string &key) { return send("approvals", body, key); }
    [[nodiscard]] JsonAnswer shown() { return JsonAnswer(ask(server::Method::get, path, "")); }

    std::string path, etag;

  private:
    server::Response ask(server::Method method, const std::string &target, const std::string &body,
                         ServedTown::Headers headers = {}, const std::string &key = {}) {
        headers.emplace_back("Authorization", "Bearer " + (key.empty() ? m_key : key));
        return m_town.ask(method, target, body, headers);
    }
    ServedTown &m_town;
    std::string m_key;
};

/// [lon, lat] of a place in cells east and south of the town's north-west corner.
inline std::string place_at(double east, double south) {
    constexpr double cell = 0.002;
    return fmt::format("[{:.7f},{:.7f}]", 104.17 + east * cell, 36.54 - south * cell);
}

inline std::string detail_of(const server::Response &response) {
    return JsonAnswer(response).word("/detail");
}

} // namespace jingwei::tests
