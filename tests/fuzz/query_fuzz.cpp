#include "server/api_error.hpp"
#include "server/http/query.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <cmath>

using namespace jingwei;
using namespace jingwei::server;

/// A query is read or refused as a wrong call; what was decoded is not longer than what came and holds no NUL.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
    const auto text = fuzz::text_of(bytes, size);
    for (const bool plus : {false, true}) {
        const auto decoded = percent_decoded(text, plus);
        fuzz::require(!decoded || decoded->size() <= size, "decoding does not lengthen");
    }
    try {
        QueryParameters query(text);
        const auto lon = query.take_number("lon");
        fuzz::require(!lon || std::isfinite(*lon), "numbers are finite");
        const auto limit = query.take_integer("limit", 1, 1000);
        fuzz::require(!limit || (*limit >= 1 && *limit <= 1000), "integers keep their bounds");
        query.finish();
    } catch (const ApiError &error) {
        fuzz::require(error.code() == ErrorCode::bad_call, "a bad query is a wrong call");
    }
    return 0;
}
