#include "server/http/http_server.hpp"
#include "server/http/problem.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_client.hpp"

#include <future>

using namespace jingwei::server;
using jingwei::test::RawClient;

namespace {

/// A listening server with three small routes.
class Listening {
  public:
    explicit Listening(HttpOptions options = {}, std::size_t queue = 8)
        : m_workers(1, queue), m_dispatcher(
                                   routes(), [](const Request &, Right) { return Caller{}; }, m_log, m_workers),
          m_server(on_any_port(std::move(options)), m_dispatcher) {
        m_server.start();
    }

    [[nodiscard]] std::uint16_t port() const { return m_server.port(); }
    HttpServer &server() { return m_server; }
    Dispatcher &dispatcher() { return m_dispatcher; }
    std::promise<void> started;
    std::promise<void> released;

    std::string answer_to(std::string_view bytes) {
        RawClient client(port());
        client.send(bytes);
        return client.read_to_end();
    }

  private:
    static HttpOptions on_any_port(HttpOptions options) {
        options.port = 0;
        options.tick = std::chrono::milliseconds(10);
        return options;
    }
    std::vector<Route> routes() {
        const auto echo = [](const Request &request) {
            return Response{.status = 200, .content_type = "text/plain", .headers = {}, .body = "[" + request.body + "]"};
        };
        const auto wait = [this](const Request &) {
            started.set_value();
            released.get_future().wait();
            return Response{.status = 200, .content_type = "text/plain", .headers = {}, .body = std::string("waited")};
        };
        const auto big = [](const Request &) {
            return Response{.status = 200, .content_type = "text/plain", .headers = {}, .body = std::string(8'000'000, 'x')};
        };
        return {{Method::get, "/hello", Lane::on_io_thread, Right::nothing, 0, echo},
                {Method::post, "/echo", Lane::on_worker, Right::nothing, 64, echo},
                {Method::get, "/big", Lane::on_worker, Right::nothing, 0, big},
                {Method::get, "/wait", Lane::on_worker, Right::nothing, 0, wait}};
    }
    AccessLog m_log{"off"};
    WorkerPool m_workers;
    Dispatcher m_dispatcher;
    HttpServer m_server;
};

constexpr std::string_view post = "POST /echo HTTP/1.1\r\nHost: a\r\n";

} // namespace

TEST_CASE("requests whose length is doubtful are refused and the connection is closed") {
    Listening server;
    const std::string text(post);
    const auto [what, bytes, status] =
        GENERATE_COPY(
            table<std::string, std::string, std::string>({
                {"length and chunked", text + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
                {"chunked and length", text + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", "400"},
                {"two lengths", text + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "400"},
                {"the same length twice", text + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "400"},
                {"a list of lengths", text + "Content-Length: 3, 3\r\n\r\nabc", "400"},
                {"a signed length", text + "Content-Length: +3\r\n\r\nabc", "400"},
                {"a negative length", text + "Content-Length: -3\r\n\r\nabc", "400"},
                {"an overflowing length", text + "Content-Length: 99999999999999999999\r\n\r\nabc", "400"},
                {"a coding that is not chunked", text + "Transfer-Encoding: gzip\r\n\r\nabc", "400"},
                {"a packed body", text + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", "415"},
                {"chunked last in a list", text + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "400"},
                {"chunked not last", text + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", "400"},
                {"chunked twice", text + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
                {"identity", text + "Transfer-Encoding: identity\r\n\r\nabc", "400"},
                {"chunked in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
                {"trailers", text + "Transfer-Encoding: chunked\r\n\r\n0\r\nX-Later: 1\r\n\r\n", "400"},
                {"a trailer that frames", text + "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 9\r\n\r\n", "400"},
                {"a chunk size that is no number", text + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", "400"},
                {"a long chunk header",
                 text + "Transfer-Encoding: chunked\r\n\r\n3;" + std::string(400, 'a') + "\r\nabc\r\n0\r\n\r\n", "400"},
                {"an endless chunk header", text + "Transfer-Encoding: chunked\r\n\r\n3;" + std::string(9000, 'a'), "400"},
                {"a chunk beyond the limit", text + "Transfer-Encoding: chunked\r\n\r\nfff\r\n", "413"},
                {"a length beyond the limit", text + "Content-Length: 65\r\n\r\n", "413"},
                {"no host", "GET /hello HTTP/1.1\r\n\r\n", "400"},
                {"two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
                {"a bare line feed", "GET /hello HTTP/1.1\nHost: a\n\n", "505"},
                {"a space before the colon", "GET /hello HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
                {"an unknown version", "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n", "505"},
                {"no HTTP at all", "\x16\x03\x01 hello\r\n\r\n", "400"},
                {"a header beyond 8 KiB", "GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(9000, 'x') + "\r\n\r\n", "431"},
                {"many headers beyond 8 KiB",
                 "GET /hello HTTP/1.1\r\nHost: a\r\n" +
                     [] {
                         std::string many;
                         for (int i = 0; i < 300; ++i) {
                             many += "X-Header-" + std::to_string(i) + ": 0123456789012345\r\n";
                         }
                         return many;
                     }() +
                     "\r\n",
                 "431"},
                {"a target beyond 8 KiB", "GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "431"},
            }));
    CAPTURE(what);
    const std::string answer = server.answer_to(bytes);
    CHECK(answer.substr(0, 13) == "HTTP/1.1 " + status + " ");
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    CHECK(answer.find("application/problem+json") != std::string::npos);
    CHECK(answer.find("HTTP/1.1 2") == std::string::npos);
}

TEST_CASE("a body where none is taken is refused as that") {
    Listening server;
    const std::string get = "GET /hello HTTP/1.1\r\nHost: a\r\n";
    for (const auto *body : {"Content-Length: 2\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"}) {
        const std::string answer = server.answer_to(get + body);
        CHECK(answer.substr(0, 13) == "HTTP/1.1 413 ");
        CHECK(answer.find("This path takes no body; send the request without one.") != std::string::npos);
    }
}

TEST_CASE("what follows a refused request on its connection is never answered") {
    Listening server;
    const std::string answer =
        server.answer_to(std::string(post) + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                             "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(answer.find("HTTP/1.1 200") == std::string::npos);
}

TEST_CASE("pipelined requests are answered in order on one connection") {
    Listening server;
    RawClient client(server.port());
    std::string bytes;
    for (int i = 0; i < 100; ++i) {
        bytes += std::string(post) + "Content-Length: 2\r\n\r\n" + std::to_string(i + 100).substr(1);
    }
    client.send(bytes);
    const std::string text = client.read_until("]", 100);
    std::size_t at = 0;
    for (int i = 0; i < 100; ++i) {
        at = text.find("[" + std::to_string(i + 100).substr(1) + "]", at);
        REQUIRE(at != std::string::npos);
    }
    CHECK_FALSE(client.closed_by_server());
}

TEST_CASE("a request that comes byte by byte is answered") {
    Listening server;
    RawClient client(server.port());
    for (const char c : std::string(post) + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n") {
        client.send(std::string_view(&c, 1));
    }
    CHECK(client.read_until("]", 1).find("[abcde]") != std::string::npos);
}

TEST_CASE("HEAD has the length of GET and no body, and OPTIONS names the methods") {
    Listening server;
    const std::string head = server.answer_to("HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(head.find("Content-Length: 2\r\n") != std::string::npos);
    CHECK(head.ends_with("\r\n\r\n"));
    const std::string options = server.answer_to("OPTIONS /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(options.starts_with("HTTP/1.1 204 "));
    CHECK(options.find("Allow: GET, HEAD, OPTIONS\r\n") != std::string::npos);
    const std::string refused = server.answer_to("DELETE /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(refused.starts_with("HTTP/1.1 405 "));
    CHECK(refused.find("Allow: GET, HEAD, OPTIONS\r\n") != std::string::npos);
}

TEST_CASE("the absolute form of a target is taken by its path") {
    Listening server;
    CHECK(server.answer_to("GET http://elsewhere/hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
              .starts_with("HTTP/1.1 200 "));
}

TEST_CASE("HTTP/1.0 closes unless it asks to stay") {
    Listening server;
    CHECK(server.answer_to("GET /hello HTTP/1.0\r\n\r\n").find("Connection: close") != std::string::npos);
    RawClient client(server.port());
    client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(client.read_until("[]", 1).find("Connection: keep-alive") != std::string::npos);
}

TEST_CASE("a body is asked for when the sender waits, and not when it would be refused") {
    Listening server;
    RawClient client(server.port());
    client.send(std::string(post) + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.read_until("\r\n\r\n", 1) == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");
    CHECK(client.read_until("]", 1).find("[abc]") != std::string::npos);
    const std::string refused =
        server.answer_to("POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    CHECK(refused.starts_with("HTTP/1.1 404 "));
}

TEST_CASE("a large answer arrives whole") {
    Listening server;
    const std::string answer = server.answer_to("GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(answer.size() - answer.find("\r\n\r\n") - 4 == 8'000'000);
}

TEST_CASE("a header that does not come in time and an idle connection are closed") {
    HttpOptions options;
    options.header_time = std::chrono::milliseconds(50);
    options.idle_time = std::chrono::milliseconds(50);
    options.body_stall = std::chrono::milliseconds(50);
    Listening server(options);
    CHECK(server.answer_to("").empty());
    CHECK(server.answer_to("GET /hello HTTP/1.1\r\nHo").empty());
    CHECK(server.answer_to(std::string(post) + "Content-Length: 3\r\n\r\na").empty());
}

TEST_CASE("a reader that stalls is closed") {
    HttpOptions options;
    options.write_stall = std::chrono::milliseconds(50);
    Listening server(options);
    RawClient client(server.port());
    client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    while (server.dispatcher().metrics().connections_accepted.load() == 0 ||
           server.dispatcher().metrics().connections_open.load() > 0) {
        std::this_thread::yield();
    }
    CHECK(client.read_to_end().size() < 8'000'000);
}

TEST_CASE("too many connections are closed at once") {
    HttpOptions options;
    options.max_connections = 1;
    Listening server(options);
    RawClient first(server.port());
    first.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(first.read_until("[]", 1).starts_with("HTTP/1.1 200 "));
    CHECK(server.answer_to("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").empty());
    CHECK(server.dispatcher().metrics().connections_refused.load() == 1);
}

TEST_CASE("a full queue is answered with 503 while the running request ends well") {
    Listening server({}, 1);
    RawClient running(server.port());
    running.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    server.started.get_future().wait();
    RawClient queued(server.port());
    queued.send(std::string(post) + "Content-Length: 1\r\n\r\nq");
    while (server.dispatcher().workers().queued() == 0) {
        std::this_thread::yield();
    }
    const std::string refused = server.answer_to(std::string(post) + "Connection: close\r\nContent-Length: 1\r\n\r\nr");
    CHECK(refused.starts_with("HTTP/1.1 503 "));
    CHECK(refused.find("Retry-After: 1\r\n") != std::string::npos);
    server.released.set_value();
    CHECK(running.read_until("waited", 1).find("waited") != std::string::npos);
    CHECK(queued.read_until("[q]", 1).find("[q]") != std::string::npos);
}

TEST_CASE("stopping ends idle connections and lets a running request end") {
    Listening server;
    const std::uint16_t port = server.port();
    RawClient idle(port);
    idle.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(idle.read_until("[]", 1).find("[]") != std::string::npos);
    RawClient running(server.port());
    running.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    server.started.get_future().wait();
    std::thread stopper([&] { server.server().stop(); });
    idle.read_to_end();
    CHECK(idle.closed_by_server());
    server.released.set_value();
    const std::string answer = running.read_to_end();
    CHECK(answer.find("waited") != std::string::npos);
    CHECK(running.closed_by_server());
    stopper.join();
    CHECK_THROWS(RawClient(port));
}

TEST_CASE("a port in use is refused with advice") {
    Listening server;
    AccessLog log("off");
    WorkerPool workers(1, 1);
    Dispatcher dispatcher(
        {}, [](const Request &, Right) { return Caller{}; }, log, workers);
    HttpOptions options;
    options.port = server.port();
    CHECK_THROWS_WITH(HttpServer(options, dispatcher),
                      Catch::Matchers::ContainsSubstring("in use") && Catch::Matchers::ContainsSubstring("--listen"));
}
