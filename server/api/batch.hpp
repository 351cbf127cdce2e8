#pragma once

#include "server/service/locate_service.hpp"

#include <string>

namespace jingwei::server {

/// The formats of a batch of points.
enum class BatchFormat { csv, ndjson, json };

/// By media type: text/csv, application/x-ndjson, application/json; parameters after a semicolon do not matter.
[[nodiscard]] std::optional<BatchFormat> batch_format_of(std::string_view media_type);
[[nodiscard]] std::string_view media_type_of(BatchFormat format);

constexpr std::size_t max_batch_points = 100'000;

/// The points of a batch, in the asker's frame, with the ids given back as they came.
struct Batch {
    std::vector<LonLat> places;
    std::vector<std::string> ids; ///< text; a JSON number keeps its digits
    std::vector<bool> id_is_number;
};

/// Reads `lon,lat` or `id,lon,lat` lines after that header; `{"id","lon","lat"}` objects a line; or a JSON array of such
/// objects or of [lon, lat] pairs. An id left out is the row's number from 1. Throws ApiError{bad_call} naming the row and the
/// field; more than `limit` points are refused.
[[nodiscard]] Batch read_batch(std::string_view text, BatchFormat format, std::size_t limit);

/// What is asked of every point of a batch.
struct BatchQuestion {
    spatial::Frame frame = spatial::Frame::cgcs2000;
    double within_m = 200;
    std::vector<std::string_view> themes{"base"};
};

/// The answers, one row a point and theme, point by point: `id,lon,lat,theme,grid_code,level,match,distance_m`; `distance_m` is
/// empty (CSV) or null inside. Throws ApiError for a theme that the store lacks and for a place off the globe, naming its row.
[[nodiscard]] std::string answer_batch(const data::World &world, const Batch &batch, const BatchQuestion &question,
                                       BatchFormat format);

} // namespace jingwei::server
