#pragma once

#include <cstdint>
#include <filesystem>

namespace jingwei::gdal {

/// What one block or insertion may come to once all that is in it is drawn, in entities; what all of them may come to together;
/// how deep they may be nested.
constexpr std::uint64_t max_block_entities = 200'000;
constexpr std::uint64_t max_drawn_entities = 3'000'000;
constexpr std::size_t max_block_depth = 64;

/// Refuses a DXF whose blocks, drawn as often as they are inserted and repeated, come to more than that: ten blocks that each
/// insert the one before ten times are 10^10 entities. Entities outside of blocks do not count. Cost: one pass over the file.
/// Throws Error{bad_data}.
void check_blocks(const std::filesystem::path &drawing);

} // namespace jingwei::gdal
