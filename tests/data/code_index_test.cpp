#include "data/code_index.hpp"

#include "tests/support/catch.hpp"

#include <map>
#include <random>
#include <string>

using jingwei::data::CodeIndex;

namespace {

std::vector<std::string> numbered_codes(std::size_t count) {
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < count; ++i) {
        codes.push_back("99-" + std::to_string(i));
    }
    return codes;
}

CodeIndex index_of(const std::vector<std::string> &codes) {
    return CodeIndex(std::vector<std::string_view>(codes.begin(), codes.end()));
}

} // namespace

TEST_CASE("an index without entries finds nothing") {
    const CodeIndex index;
    CHECK_FALSE(index.find("99", [](std::uint32_t) { return std::string("99"); }));
    CHECK(index.size() == 0);
}

TEST_CASE("adding one code to many copies one shard") {
    auto codes = numbered_codes(20'000);
    const CodeIndex before = index_of(codes);
    CodeIndex after = before;
    codes.emplace_back("99-new");
    after.add(codes.back(), 20'000);
    REQUIRE(after.shard_count() == before.shard_count());
    std::size_t copied = 0;
    for (std::size_t shard = 0; shard < before.shard_count(); ++shard) {
        copied += before.shard_identity(shard) == after.shard_identity(shard) ? 0 : 1;
    }
    CHECK(copied == 1);
    const auto code_of = [&codes](std::uint32_t i) { return codes[i]; };
    CHECK(after.find("99-new", code_of) == 20'000U);
    CHECK_FALSE(before.find("99-new", code_of));
}

TEST_CASE("an index agrees with a map after random additions and removals") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto codes = numbered_codes(5'000);
    const auto code_of = [&codes](std::uint32_t i) { return codes[i]; };
    std::map<std::string, std::uint32_t> expected;
    CodeIndex index;
    for (int step = 0; step < 20'000; ++step) {
        const auto i = static_cast<std::uint32_t>(random() % codes.size());
        if (expected.erase(codes[i]) > 0) {
            index.remove(codes[i], i);
        } else {
            expected.emplace(codes[i], i);
            index.add(codes[i], i);
        }
    }
    REQUIRE(index.size() == expected.size());
    for (std::uint32_t i = 0; i < codes.size(); ++i) {
        const auto found = index.find(codes[i], code_of);
        CHECK(found.has_value() == expected.contains(codes[i]));
        CHECK(found.value_or(i) == i);
    }
}
