#include "data/wkb.hpp"
#include "spatial/error.hpp"
#include "tests/support/catch.hpp"

#include "places.hpp"

#include <fstream>

using namespace jingwei;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string case_bytes(const std::string &name) {
    std::ifstream file(std::string(tests::source_folder) + "/tests/cases/data/" + name, std::ios::binary);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

// found by tests/fuzz/wkb: a part of an unknown kind, without a position, stood among points, and its position was read
TEST_CASE("a multi-part geometry with a part of another kind is refused") {
    CHECK_THROWS_WITH(data::read_wkb(case_bytes("multipoint_of_another_kind.wkb")), ContainsSubstring("part of another kind"));
}
