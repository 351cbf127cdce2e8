#include "places.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"

#include <fstream>
#include <set>
#include <sstream>

// The reader that judges our tiles is judged here, by tiles that others have collected.

namespace {

struct FixtureTile {
    std::string number, bytes;
    bool valid = false;
};

std::string from_hexadecimal(const std::string &text) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

std::vector<FixtureTile> fixtures() {
    std::ifstream file(std::string(jingwei::tests::source_folder) + "/tests/tiles/mvt_fixtures.txt");
    std::vector<FixtureTile> found;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with('#')) {
            std::istringstream words(line);
            std::string number, validity, bytes;
            words >> number >> validity >> bytes;
            found.push_back({number, from_hexadecimal(bytes), validity == "valid"});
        }
    }
    return found;
}

/// Tiles that the collection calls valid and that we refuse to write, each for a reason; so the reader refuses them too.
const std::set<std::string> refused_on_purpose{
    "016", // a geometry of type unknown
    "025", // a layer without features
    "039", // version 1, and the type unknown
    "057", // one point whose command promises 536,870,911
};

std::string fault_of(const std::string &bytes) {
    try {
        static_cast<void>(mvt::read(bytes));
    } catch (const std::exception &fault) {
        return fault.what();
    }
    return {};
}

} // namespace

TEST_CASE("the reader reads and refuses the tiles of mvt-fixtures as their collection says") {
    const auto tiles = fixtures();
    REQUIRE(tiles.size() == 74);
    for (const FixtureTile &tile : tiles) {
        const std::string fault = fault_of(tile.bytes);
        CAPTURE(tile.number, fault);
        CHECK(fault.empty() == (tile.valid && refused_on_purpose.count(tile.number) == 0));
    }
}

TEST_CASE("geometry and values of mvt-fixtures are read as they were meant") {
    std::map<std::string, mvt::Tile> tiles;
    for (const FixtureTile &tile : fixtures()) {
        if (fault_of(tile.bytes).empty()) {
            tiles[tile.number] = mvt::read(tile.bytes);
        }
    }
    const auto paths = [&](const char *number) { return tiles.at(number).at("hello").features.at(0).paths; };
    CHECK(tiles.at("001").empty());
    CHECK(paths("017") == std::vector<mvt::Path>{{{25, 17}}});
    CHECK(paths("018") == std::vector<mvt::Path>{{{2, 2}, {2, 10}, {10, 10}}});
    CHECK(paths("019") == std::vector<mvt::Path>{{{3, 6}, {8, 12}, {20, 34}}});
    CHECK(paths("020") == std::vector<mvt::Path>{{{5, 7}}, {{3, 2}}});
    CHECK(paths("022").size() == 3);
    const auto value = [&](const char *number) { return tiles.at(number).at("hello").features.at(0).tags.at("key1"); };
    CHECK(std::get<std::string>(value("032")) == "i am a string value");
    CHECK(std::get<double>(value("033")) == Approx(3.1));
    CHECK(std::get<double>(value("034")) == 1.23);
    CHECK(std::get<std::int64_t>(value("035")) == 6);
    CHECK(std::get<std::int64_t>(value("036")) == 87'948);
    CHECK(std::get<std::int64_t>(value("037")) == 87'948);
    CHECK(std::get<bool>(tiles.at("038").at("hello").features.at(0).tags.at("bool_value")));
    CHECK(tiles.at("009").at("hello").extent == 4096);
}
