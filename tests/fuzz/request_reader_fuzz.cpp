#include "server/http/request_reader.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>

using namespace jingwei;
using namespace jingwei::server;

namespace {

/// What a connection's bytes became, when they come in pieces of this size.
std::string conversation(std::string_view bytes, std::size_t piece) {
    constexpr std::size_t body_limit = 64;
    RequestReader reader;
    std::string said;
    while (true) {
        switch (reader.next()) {
        case RequestReader::Step::need_more: {
            const auto room = reader.room();
            const auto count = std::min({piece, bytes.size(), room.size()});
            if (count == 0) {
                return said;
            }
            bytes.copy(room.data(), count);
            bytes.remove_prefix(count);
            reader.received(count);
            break;
        }
        case RequestReader::Step::header_ready:
            reader.limit_body(body_limit);
            break;
        case RequestReader::Step::request_ready:
            fuzz::require(reader.request().body.size() <= body_limit, "a body keeps its limit");
            fuzz::require(reader.request().target.starts_with('/') || reader.request().target == "*", "a target is a path");
            said += std::string(method_name(reader.request().method)) + ' ' + reader.request().target + ' ' +
                    reader.request().body + '\n';
            if (!reader.keep_alive()) {
                return said;
            }
            reader.start_next();
            break;
        case RequestReader::Step::fault:
            fuzz::require(reader.fault().status >= 400 && !reader.fault().code.empty(), "a fault says what it is");
            return said;
        }
    }
}

} // namespace

/// Requests are told apart the same whatever the pieces in which their bytes come.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
    const auto text = fuzz::text_of(bytes, size);
    const auto whole = conversation(text, 16384);
    fuzz::require(conversation(text, 7) == whole, "requests do not depend on how their bytes come");
    return 0;
}
