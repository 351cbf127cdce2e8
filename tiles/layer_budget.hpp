#pragma once

#include <cstddef>

namespace jingwei::tiles {

class LayerWriter;

/// A tile has at most this many features of a layer of objects or of their shapes, and so many bytes of it when it is gzipped
/// by itself. Who draws such a layer gathers objects until both hold; nothing is ever left out.
constexpr std::size_t max_layer_features = 4000;
constexpr std::size_t max_layer_gzip_bytes = 150'000;

/// Whether a layer keeps both bounds as it stands. A layer that is small when it is not compressed is not compressed to find
/// out.
[[nodiscard]] bool fits_budget(const LayerWriter &layer);
/// The same for the bytes alone.
[[nodiscard]] bool fits_bytes(const LayerWriter &layer);

} // namespace jingwei::tiles
