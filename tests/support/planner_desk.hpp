#pragma once

#include "tests/support/plan_desk.hpp"

namespace jingwei::tests {

/// The ring of a box, from its north-west corner.
inline std::string town_box(double west, double north, double east, double south) {
    return fmt::format("[{},{},{},{}]", place_at(west, north), place_at(east, north), place_at(east, south),
                       place_at(west, south));
}

/// A planner's desk that asks about problems, too: the plan's last ETag goes along where an answer has none.
class PlannerDesk {
  public:
    using Method = server::Method;
    explicit PlannerDesk(ServedTown &town, const std::string &body = R"({"name":"调整方案"})") : m_town(town) {
        const auto made = town.write(Method::post, "/v1/plans", body);
        REQUIRE(made.status == 201);
        path = std::string(made.header("Location"));
        etag = std::string(made.header("ETag"));
    }
    server::Response send(const std::string &what, const std::string &body, ServedTown::Headers headers = {}) {
        headers.emplace_back("If-Match", etag);
        auto response = m_town.write(Method::post, path + "/" + what, body, std::move(headers));
        if (response.status == 200 && !response.header("ETag").empty()) {
            etag = std::string(response.header("ETag"));
        }
        return response;
    }
    server::Response op(const std::string &body) { return send("ops", body); }
    /// Why an operation is refused.
    std::string refused(const std::string &body, int status = 422) {
        const auto response = op(body);
        CHECK(response.status == status);
        return response.status < 300 ? std::string("it was taken") : detail_of(response);
    }
    server::Response enter(const std::string &state) { return send("state", fmt::format(R"({{"state":"{}"}})", state)); }
    [[nodiscard]] JsonAnswer shown() const { return JsonAnswer(m_town.read(path)); }
    [[nodiscard]] JsonAnswer problems(const std::string &scope = "changed") const {
        return JsonAnswer(m_town.read(path + "/problems?scope=" + scope));
    }

    std::string path, etag;

  private:
    ServedTown &m_town;
};

/// The JSON pointer of the item of a list whose member is a word; empty where there is none.
inline std::string item_with(const JsonAnswer &answer, const std::string &list, const std::string &member,
                             const std::string &word) {
    for (std::size_t i = 0; i < answer.size(list); ++i) {
        const auto item = list + "/" + std::to_string(i);
        if (answer.text(item + "/" + member) == "\"" + word + "\"") {
            return item;
        }
    }
    return {};
}

} // namespace jingwei::tests
