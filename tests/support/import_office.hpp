#pragma once

#include "tests/support/catch.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/served_town.hpp"

#include <chrono>
#include <simdjson.h>
#include <string>
#include <thread>

namespace jingwei::tests {

inline const std::string octets = "application/octet-stream";
inline const std::string camera_call = "/v1/imports?layer=cameras&kind=dome&frame=cgcs2000&filename=cameras.csv";
inline const std::string two_cameras = "code,name,lon,lat\nC1,东门,104.171,36.539\nC2,西门,104.175,36.539\n";

/// One member of a JSON answer, as JSON text; "" where it is missing.
inline std::string member(const server::Response &response, const std::string &pointer) {
    simdjson::dom::parser parser;
    simdjson::dom::element found;
    const simdjson::padded_string text(std::string(response.text()));
    if (parser.parse(text).at_pointer(pointer).get(found) != simdjson::SUCCESS) {
        return {};
    }
    return simdjson::minify(found);
}

inline std::string plain(const server::Response &response, const std::string &pointer) {
    const auto text = member(response, pointer);
    return text.size() >= 2 && text[0] == '"' ? text.substr(1, text.size() - 2) : text;
}

/// Repeats until it holds; fails after ten minutes, far beyond what a busy machine takes. It rests between: what it waits for
/// runs in the idle class, which gets what others leave.
template <class Condition> void wait_until(const Condition &condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(10);
    while (!condition()) {
        REQUIRE(std::chrono::steady_clock::now() < end);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

/// A served town, and how its office uploads files.
struct Office {
    server::Response ask(server::Method method, const std::string &target, const std::string &body = {},
                         const std::string &key = "write", const std::string &type = octets, const std::string &once = {}) {
        server::Request request;
        request.method = method;
        request.target = target;
        request.body = body;
        request.add_header("Host", "127.0.0.1:8080");
        request.add_header("Content-Type", type);
        if (!once.empty()) {
            request.add_header("Idempotency-Key", once);
        }
        if (!key.empty()) {
            request.add_header("Authorization", "Bearer " + (key == "write" ? town.write_key() : key));
        }
        return town.app().dispatcher().respond(request);
    }
    /// The upload's answer once nothing more happens to it.
    server::Response settled(const std::string &id) {
        server::Response response;
        wait_until([&] {
            response = ask(server::Method::get, "/v1/imports/" + id);
            const auto state = plain(response, "/state");
            return state != "queued" && state != "running";
        });
        return response;
    }
    server::Response upload(const std::string &target, const std::string &body) {
        const auto taken = ask(server::Method::post, target, body);
        CAPTURE(taken.text());
        REQUIRE(taken.status == 202);
        const auto id = plain(taken, "/id");
        CHECK(taken.header("Location") == "/v1/imports/" + id);
        return settled(id);
    }
    [[nodiscard]] data::WorldPtr world() { return town.app().store().world(); }
    [[nodiscard]] std::filesystem::path folder() const { return town.db().string() + ".uploads"; }
    GdalTool tool;
    ServedTown town;
};

} // namespace jingwei::tests
