#include "tiles/layer_budget.hpp"

#include "tiles/gzip.hpp"
#include "tiles/mvt_writer.hpp"

namespace jingwei::tiles {

bool fits_budget(const LayerWriter &layer) {
    return layer.feature_count() <= max_layer_features && fits_bytes(layer);
}

bool fits_bytes(const LayerWriter &layer) {
    if (layer.encoded_size() <= max_layer_gzip_bytes) {
        return true;
    }
    const std::string bytes = layer.encode();
    // The fast level packs worse than the one that tiles are sent with, so a layer that it makes clearly small enough is.
    constexpr int fast = 1;
    constexpr std::size_t clearly = max_layer_gzip_bytes / 50 * 49;
    return gzip(bytes, fast).size() <= clearly || gzip(bytes).size() <= max_layer_gzip_bytes;
}

} // namespace jingwei::tiles
