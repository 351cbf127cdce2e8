#include "data/wkb.hpp"
#include "spatial/error.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace jingwei;

/// A geometry is read or refused as bad data, and never holds more positions than its bytes can.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
    try {
        const auto shape = data::read_wkb(fuzz::text_of(bytes, size));
        std::size_t positions = 0;
        for (const auto &part : shape.parts) {
            for (const auto &path : part) {
                positions += path.size();
            }
        }
        fuzz::require(positions * 16 <= size, "positions come from bytes");
        fuzz::require(shape.kind != data::ShapeKind::other || shape.parts.empty(), "unknown types have no parts");
        if (shape.kind == data::ShapeKind::point) {
            for (const auto &part : shape.parts) {
                fuzz::require(part.size() == 1 && part[0].size() == 1, "a point is one position");
            }
        }
    } catch (const Error &error) {
        fuzz::require(error.code() == ErrorCode::bad_data, "a broken geometry is the data's fault");
    }
    return 0;
}
