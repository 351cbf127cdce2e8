#include "data/gdal_description.hpp"
#include "spatial/error.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace jingwei;
using namespace jingwei::data;

namespace {

ByteSource source_of(std::string_view bytes) {
    return [rest = bytes](char *into, std::size_t count) mutable {
        if (count > rest.size()) {
            throw Error(ErrorCode::machine, "the source ended");
        }
        rest.copy(into, count);
        rest.remove_prefix(count);
    };
}

} // namespace

/// Whatever a reader that was taken over sends: records, or an Error; never more values than bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
    const auto text = fuzz::text_of(bytes, size);
    try {
        GdalStream stream(source_of(text));
        std::size_t values = stream.header().fields.size();
        while (const auto feature = stream.next()) {
            values += feature->values.size();
        }
        fuzz::require(values * 4 <= size, "values come from bytes");
        fuzz::require(!stream.next(), "after the last there is none");
    } catch (const Error &) {
    }
    try {
        fuzz::require(read_description(source_of(text)).size() <= size, "layers come from bytes");
    } catch (const Error &) {
    }
    return 0;
}
