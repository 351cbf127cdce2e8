#include "server/api/batch.hpp"
#include "server/api_error.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <cmath>

using namespace jingwei;
using namespace jingwei::server;

/// A batch in any of its formats: points with as many ids, all finite and at most as many as allowed, or a wrong call.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
    constexpr std::size_t limit = 50;
    for (const auto format : {BatchFormat::csv, BatchFormat::ndjson, BatchFormat::json}) {
        try {
            const auto batch = read_batch(fuzz::text_of(bytes, size), format, limit);
            fuzz::require(batch.places.size() <= limit, "the limit holds");
            fuzz::require(batch.ids.size() == batch.places.size() && batch.id_is_number.size() == batch.places.size(),
                          "every point has an id");
            for (const auto place : batch.places) {
                fuzz::require(std::isfinite(place.lon) && std::isfinite(place.lat), "places are finite");
            }
        } catch (const ApiError &error) {
            fuzz::require(error.code() == ErrorCode::bad_call && !error.problem_code().empty(), "a bad batch is a wrong call");
        }
    }
    return 0;
}
