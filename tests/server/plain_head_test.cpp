#include "server/http/plain_head.hpp"

#include "server/http/request_reader.hpp"
#include "tests/support/catch.hpp"

#include <random>

using namespace jingwei::server;

namespace {

std::string told(const RequestReader &reader, const Request &request) {
    std::string out = std::string(method_name(request.method)) + ' ' + request.target + " [" + request.body + ']';
    for (const char *name : {"Host", "Connection", "X-A", "Upgrade", "Expect"}) {
        request.for_each_header(name, [&](std::string_view value) { out.append(" ").append(name).append("=").append(value); });
    }
    return out.append(reader.keep_alive() ? " stays" : " goes").append(reader.is_http_1_0() ? " 1.0" : "").append("\n");
}

/// What a reader makes of the bytes of a connection that come in pieces of this size, at most three requests.
std::string conversation(std::string_view bytes, std::size_t piece) {
    RequestReader reader;
    std::string said;
    for (int requests = 0; requests < 3;) {
        switch (reader.next()) {
        case RequestReader::Step::need_more: {
            const auto room = reader.room();
            const auto count = std::min({piece, bytes.size(), room.size()});
            if (count == 0) {
                return said.append(reader.idle() ? "idle" : "more");
            }
            bytes.copy(room.data(), count);
            bytes.remove_prefix(count);
            reader.received(count);
            break;
        }
        case RequestReader::Step::header_ready:
            said.append(reader.has_body() ? "body: " : "");
            reader.limit_body(64);
            break;
        case RequestReader::Step::request_ready:
            said += told(reader, reader.request());
            ++requests;
            reader.start_next();
            break;
        case RequestReader::Step::fault:
            return said.append(reader.fault().code);
        }
    }
    return said;
}

using Words = std::vector<std::string>;

const Words starts = {"GET", "GET", "GET", "HEAD", "POST", "get", "GE", "OPTIONS", "GET ", "\r\nGET"};
const Words targets = {"/",    "/a/b?c=d",    "/tiles/grids/14/1/2.mvt",
                       "*",    "http://h/x",  "/caf\xc3\xa9",
                       "/a b", "/\x7f",       "a",
                       "",     "/%00?a=://b", "/long/path/of/many/segments/that/does/not/end/so/soon/0123456789"};
const Words versions = {"HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/1.1 ", "HTTP/11", "http/1.1"};
const Words fields = {"Host: a",
                      "Host: a",
                      "host:a",
                      "HOST:   127.0.0.1:80  ",
                      "Host:",
                      "Connection: keep-alive",
                      "Connection: Keep-Alive",
                      "Connection: close",
                      "Connection: upgrade, close",
                      "Connection: ,;",
                      "Proxy-Connection: close",
                      "Content-Length: 0",
                      "Content-Length: 3",
                      "Content-Length: +3",
                      "Transfer-Encoding: chunked",
                      "Expect: 100-continue",
                      "Upgrade: h2c",
                      "X-A: b",
                      "X-A:\tb \t",
                      "X-A:",
                      "X-A:   ",
                      "X-A : b",
                      " X-A: b",
                      "\tfolded",
                      ": b",
                      "X-A",
                      "X-A: b\rc",
                      "X-A: \x01",
                      "X-A: \x7f",
                      "X-A: caf\xc3\xa9",
                      "X-A: \"~!@#$%^&*()_+{}|:<>?\"",
                      "X-A!#$%&'*+-.^_`|~: b",
                      "X(A): b",
                      "Accept-Encoding: gzip, deflate, br, zstd",
                      "If-None-Match: \"0d5e-grids.cameras-14.15-1s--gz\"",
                      "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"};

class Heads {
  public:
    explicit Heads(unsigned seed) : m_random(seed) {}
    std::string next() {
        std::string out = any(starts) + ' ' + any(targets) + ' ' + any(versions) + end();
        out += chance(0.85) ? "Host: here\r\n" : "";
        for (auto count = m_random() % (chance(0.05) ? 60 : 5); count > 0; --count) {
            out += any(fields) + end();
        }
        out += end() + (chance(0.2) ? "abc" : "");
        if (chance(0.4)) {
            out[m_random() % out.size()] = static_cast<char>(m_random());
        }
        return chance(0.1) ? out.substr(0, m_random() % out.size()) : out;
    }

  private:
    bool chance(double p) { return std::uniform_real_distribution<>()(m_random) < p; }
    const std::string &any(const Words &of) { return of[m_random() % of.size()]; }
    std::string end() { return chance(0.97) ? "\r\n" : chance(0.5) ? "\n" : "\r"; }
    std::mt19937 m_random;
};

std::optional<std::size_t> bytes_taken(std::string_view text) {
    Request request;
    return read_plain_head(text, request);
}

} // namespace

TEST_CASE("a plain head is read at one go, and what follows it is left") {
    const std::string head = "GET /tiles/grids/14/1/2.mvt?edition=3 HTTP/1.1\r\nHost: a:80\r\nConnection: keep-alive\r\n"
                             "Accept-Encoding: gzip, br\r\nX-Empty:\r\nIf-None-Match:   \"e-1\"  \r\n\r\n";
    Request request;
    REQUIRE(read_plain_head(head + "GET /next", request) == head.size());
    CHECK(request.method == Method::get);
    CHECK(request.target == "/tiles/grids/14/1/2.mvt?edition=3");
    CHECK(request.header("host") == "a:80");
    CHECK(request.header("If-None-Match") == "\"e-1\"");
    CHECK(request.header("X-Empty") == "");
    CHECK_FALSE(request.header("X-Other"));
}

TEST_CASE("heads that are not plain, or not all there, are left to the grammar, and the request stays clear") {
    const std::string line = "GET / HTTP/1.1\r\n";
    const Words others = {"",
                          line,
                          line + "\r\n",
                          line + "Host: a\r\n",
                          line + "Host: a\r\nHost: a\r\n\r\n",
                          line + "Host: a\r\nConnection: close\r\n\r\n",
                          line + "Host: a\r\nContent-Length: 0\r\n\r\n",
                          line + "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                          line + "Host: a\r\nExpect: 100-continue\r\n\r\n",
                          line + "Host: a\r\nUpgrade: h2c\r\n\r\n",
                          line + "Host: a\r\nX-A: b\r\n folded\r\n\r\n",
                          line + "Host: a\r\nX-A: \x80\r\n\r\n",
                          line + "Host: a\n\n",
                          "POST / HTTP/1.1\r\nHost: a\r\n\r\n",
                          "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
                          "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
                          "GET / HTTP/1.0\r\nHost: a\r\n\r\n"};
    for (const std::string &text : others) {
        CAPTURE(text);
        Request request;
        CHECK_FALSE(read_plain_head(text, request));
        CHECK(request.target == "/");
        CHECK_FALSE(request.header("Host"));
    }
    CHECK(bytes_taken(line + "Host: a\r\n\r\n"));
}

TEST_CASE("a head read at one go is what the grammar makes of it byte by byte") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    Heads heads(seed);
    int plain = 0;
    for (int i = 0; i < 20000; ++i) {
        std::string text = heads.next();
        if (const auto taken = bytes_taken(text)) { // any other goes to the grammar whatever its pieces
            ++plain;
            text.resize(*taken);
            text += text;
            CAPTURE(text);
            REQUIRE(conversation(text, 16384) == conversation(text, 1));
        }
    }
    CHECK(plain > 1000);
}
