#include "tests/support/catch.hpp"
#include "tiles/value_table.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace jingwei::tiles;

namespace {

/// What a table of these values says: each as field 4, short enough for a length of one byte.
std::string fields_of(const std::vector<std::string> &values) {
    std::string bytes;
    for (const std::string &value : values) {
        bytes += '\x22';
        bytes += static_cast<char>(value.size());
        bytes += value;
    }
    return bytes;
}

std::uint32_t index_in(std::vector<std::string> &values, const std::string &value) {
    const auto found = std::find(values.begin(), values.end(), value);
    if (found == values.end()) {
        values.push_back(value);
        return static_cast<std::uint32_t>(values.size() - 1);
    }
    return static_cast<std::uint32_t>(found - values.begin());
}

} // namespace

TEST_CASE("values are numbered as they come, each once, and taking the last ones out leaves nothing of them") {
    const unsigned seed = 53;
    INFO("seed " << seed);
    std::mt19937 random(seed);
    ValueTable table;
    std::vector<std::string> model;
    for (int i = 0; i < 40'000; ++i) {
        if (random() % 7 == 0) {
            const std::size_t count = model.size() - random() % (std::min<std::size_t>(model.size(), 9) + 1);
            table.shrink(count);
            model.resize(count);
        }
        // some are hashed in one step, some in several
        std::string value(random() % 20, 'x');
        value += std::to_string(random() % 600);
        REQUIRE(table.index_of(value) == index_in(model, value));
        REQUIRE(table.size() == model.size());
    }
    CHECK(table.size() > 1000);
    CHECK(table.fields() == fields_of(model));
    table.shrink(0);
    CHECK(table.fields().empty());
    CHECK(table.index_of("") == 0);
    CHECK(table.index_of("x") == 1);
    CHECK(table.fields() == fields_of({"", "x"}));
}

TEST_CASE("a text is found again with and without a guess, and a message of the same bytes is another value") {
    ValueTable table;
    const auto text = table.index_of_text("dome");
    CHECK(text == 0);
    CHECK(table.index_of_text("dome", text) == text);
    CHECK(table.index_of_text("dome", 7) == text);
    CHECK(table.index_of_text("bullet", text) == 1);
    CHECK(table.index_of("dome", text) == 2);
    CHECK(table.index_of_text("dome", 2) == text);
    CHECK(table.fields() == fields_of({"\x0a\x04"
                                       "dome",
                                       "\x0a\x06"
                                       "bullet",
                                       "dome"}));
    table.clear();
    CHECK(table.size() == 0);
    CHECK(table.index_of_text("dome", text) == 0);
}
