#include "spatial/error.hpp"
#include "tests/support/catch.hpp"
#include "tiles/gzip.hpp"
#include "tiles/pmtiles.hpp"

#include <filesystem>
#include <random>
#include <set>
#include <unistd.h>

using namespace jingwei;
using namespace jingwei::tiles;
using spatial::TileId;

namespace {

/// Reads numbers of an archive as the specification has them.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : m_bytes(bytes) {}
    std::uint64_t varint() {
        std::uint64_t number = 0;
        for (unsigned shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(m_bytes.at(m_place++));
            number |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80) {
                return number;
            }
        }
    }
    static std::uint64_t fixed(std::string_view bytes, std::size_t at, unsigned count) {
        std::uint64_t number = 0;
        for (unsigned i = 0; i < count; ++i) {
            number |= std::uint64_t{static_cast<unsigned char>(bytes.at(at + i))} << (8U * i);
        }
        return number;
    }

  private:
    std::string_view m_bytes;
    std::size_t m_place = 0;
};

std::vector<PmtilesEntry> read_directory(std::string_view gzipped) {
    const std::string bytes = gunzip(gzipped);
    Reader reader(bytes);
    std::vector<PmtilesEntry> entries(reader.varint());
    std::uint64_t number = 0;
    for (auto &entry : entries) {
        entry.number = number += reader.varint();
    }
    for (auto &entry : entries) {
        entry.run_length = static_cast<std::uint32_t>(reader.varint());
    }
    for (auto &entry : entries) {
        entry.length = static_cast<std::uint32_t>(reader.varint());
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::uint64_t offset = reader.varint();
        entries[i].offset = offset == 0 ? entries[i - 1].offset + entries[i - 1].length : offset - 1;
    }
    return entries;
}

std::string archive_of(const std::vector<std::pair<TileId, std::string>> &tiles, PmtilesCounts &counts) {
    PmtilesWriter writer(std::filesystem::temp_directory_path());
    for (const auto &[tile, content] : tiles) {
        writer.add(tile, content);
    }
    std::string archive;
    counts = writer.finish(
        {.metadata = R"({"name":"x"})", .min_zoom = 1, .max_zoom = 2, .south_west = {104.1, 36.5}, .north_east = {104.3, 36.7}},
        [&](std::string_view part) { archive += part; });
    return archive;
}

} // namespace

TEST_CASE("tiles are numbered zoom after zoom along the Hilbert curve") {
    CHECK(pmtiles_number({0, 0, 0}) == 0);
    CHECK(pmtiles_number({1, 0, 0}) == 1);
    CHECK(pmtiles_number({1, 0, 1}) == 2);
    CHECK(pmtiles_number({1, 1, 1}) == 3);
    CHECK(pmtiles_number({1, 1, 0}) == 4);
    CHECK(pmtiles_number({2, 0, 0}) == 5);
    CHECK(pmtiles_number({2, 1, 0}) == 6);
    CHECK(pmtiles_number({2, 1, 1}) == 7);
    CHECK(pmtiles_number({30, 0, 0}) == ((std::uint64_t{1} << 60U) - 1) / 3);
}

TEST_CASE("every number of a zoom is given once, and numbers that follow lie side by side") {
    for (std::uint8_t z = 1; z <= 6; ++z) {
        CAPTURE(static_cast<int>(z));
        const std::uint32_t side = 1U << z;
        std::vector<TileId> by_number(std::size_t{side} * side);
        const std::uint64_t first = pmtiles_number({z, 0, 0});
        for (std::uint32_t x = 0; x < side; ++x) {
            for (std::uint32_t y = 0; y < side; ++y) {
                const std::uint64_t number = pmtiles_number({z, x, y}) - first;
                REQUIRE(number < by_number.size());
                REQUIRE(by_number[number].z == 0);
                by_number[number] = {z, x, y};
            }
        }
        for (std::size_t i = 1; i < by_number.size(); ++i) {
            const auto step = std::abs(std::int64_t{by_number[i].x} - by_number[i - 1].x) +
                              std::abs(std::int64_t{by_number[i].y} - by_number[i - 1].y);
            REQUIRE(step == 1);
        }
    }
}

TEST_CASE("an archive has its sections where its header says, contents once, runs as one entry") {
    const std::string sea = gzip("sea");
    const std::string town = gzip("town");
    PmtilesCounts counts;
    const std::string archive = archive_of({{{1, 0, 0}, sea}, {{1, 0, 1}, sea}, {{1, 1, 1}, town}, {{2, 0, 0}, sea}}, counts);
    CHECK(archive.substr(0, 8) == std::string("PMTiles\x03"));
    const auto at = [&](std::size_t offset) { return Reader::fixed(archive, offset, 8); };
    CHECK(at(8) == 127);
    CHECK(at(24) == at(8) + at(16));
    CHECK(at(40) == at(24) + at(32));
    CHECK(at(48) == 0);
    CHECK(at(56) == at(40));
    CHECK(at(56) + at(64) == archive.size());
    CHECK(at(64) == sea.size() + town.size());
    CHECK(at(72) == 4);
    CHECK(at(80) == 3);
    CHECK(at(88) == 2);
    CHECK(archive.substr(96, 6) == std::string("\x01\x02\x02\x01\x01\x02"));
    CHECK(static_cast<std::int32_t>(Reader::fixed(archive, 102, 4)) == 1'041'000'000);
    CHECK(static_cast<std::int32_t>(Reader::fixed(archive, 114, 4)) == 367'000'000);
    CHECK(gunzip(archive.substr(at(24), at(32))) == R"({"name":"x"})");
    const auto entries = read_directory(archive.substr(at(8), at(16)));
    REQUIRE(entries.size() == 3);
    CHECK(entries[0] == PmtilesEntry{1, 0, static_cast<std::uint32_t>(sea.size()), 2});
    CHECK(entries[1] == PmtilesEntry{3, sea.size(), static_cast<std::uint32_t>(town.size()), 1});
    CHECK(entries[2] == PmtilesEntry{5, 0, static_cast<std::uint32_t>(sea.size()), 1});
    CHECK(counts.tiles == 4);
    CHECK(counts.contents == 2);
    CHECK(counts.bytes == archive.size());
}

TEST_CASE("the same tiles give the same archive, in any folder") {
    PmtilesCounts counts;
    const std::vector<std::pair<TileId, std::string>> tiles{{{1, 0, 0}, gzip("a")}, {{2, 3, 3}, gzip("b")}};
    CHECK(archive_of(tiles, counts) == archive_of(tiles, counts));
}

TEST_CASE("tiles out of order and empty tiles are refused") {
    PmtilesWriter writer(std::filesystem::temp_directory_path());
    writer.add({1, 1, 1}, "x");
    CHECK_THROWS_AS(writer.add({1, 0, 0}, "x"), std::logic_error);
    CHECK_THROWS_AS(writer.add({1, 1, 1}, "x"), std::logic_error);
    CHECK_THROWS_AS(writer.add({2, 1, 1}, ""), std::logic_error);
    CHECK_THROWS_AS(PmtilesWriter("/no/such/folder"), Error);
}

TEST_CASE("a root that would not fit the first 16 KiB points to leaves that hold every entry") {
    const unsigned seed = 29;
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::vector<PmtilesEntry> entries;
    std::uint64_t number = 0;
    std::uint64_t offset = 0;
    for (int i = 0; i < 60'000; ++i) {
        const auto length = static_cast<std::uint32_t>(1 + random() % 100'000);
        entries.push_back({number += 1 + random() % 50, offset, length, 1});
        offset += length;
    }
    const PmtilesDirectories directories = pmtiles_directories(entries);
    CHECK(directories.root.size() + 127 <= 16384);
    std::vector<PmtilesEntry> read;
    for (const PmtilesEntry &leaf : read_directory(directories.root)) {
        REQUIRE(leaf.run_length == 0);
        const auto part = read_directory(std::string_view(directories.leaves).substr(leaf.offset, leaf.length));
        REQUIRE(part.front().number == leaf.number);
        read.insert(read.end(), part.begin(), part.end());
    }
    CHECK(read == entries);
    CHECK(pmtiles_directories(std::span(entries).first(1000)).leaves.empty());
}
