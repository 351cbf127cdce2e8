#include "server/api/basemap_api.hpp"

#include "server/http/byte_range.hpp"
#include "server/http/conditional.hpp"
#include "server/http/problem.hpp"
#include "server/http/query.hpp"

#include <fmt/format.h>

namespace jingwei::server {

namespace {

/// Up to so many bytes are read here, on the worker; more as they are sent.
constexpr std::uint64_t read_at_once = std::uint64_t{256} << 10U;

Response refuse_range(std::uint64_t size) {
    return problem(
               416, "no_such_range",
               fmt::format("Ask for one range of bytes that begins inside the file, as 'Range: bytes=0-16383'; the file has "
                           "{} bytes.",
                           size),
               "Range")
        .with("Content-Range", fmt::format("bytes */{}", size));
}

Response with_validators(Response response, const std::string &etag) {
    return std::move(response)
        .with("ETag", etag)
        .with("Accept-Ranges", "bytes")
        .with("Vary", "Authorization")
        .with("Cache-Control", "private, no-cache");
}

} // namespace

namespace {

/// The file of a base map, or nothing where it cannot be read now. Where it lies is nobody's business.
std::shared_ptr<const OpenFile> open_basemap(const std::filesystem::path &path) {
    try {
        return std::make_shared<const OpenFile>(path);
    } catch (const Error &) {
        return nullptr;
    }
}

} // namespace

Response get_basemap(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    require_entity_tags(request);
    const std::filesystem::path *path = api.basemaps.find(request.path_parameter("id"));
    if (path == nullptr) {
        throw ApiError(ErrorCode::not_found, "no_such_basemap",
                       "There is no base map of this id; /v1/info lists those that are configured (basemap in the "
                       "configuration, ID=FILE.pmtiles).",
                       "id");
    }
    auto file = open_basemap(*path);
    if (file == nullptr) {
        return problem(503, "basemap_missing",
                       fmt::format("The file of the base map '{}' cannot be read; put it back where the configuration says.",
                                   request.path_parameter("id")),
                       "id");
    }
    const std::string etag = fmt::format("\"{}\"", file->version());
    if (matches_etag(request, etag)) {
        return with_validators({.status = 304, .content_type = {}, .headers = {}, .body = {}}, etag);
    }
    const auto range = asked_range(request, file->size(), etag);
    if (!range) {
        return refuse_range(file->size());
    }
    Response response{.status = range->partial ? 206 : 200,
                      .content_type = "application/vnd.pmtiles",
                      .headers = {},
                      .body = std::string_view()};
    if (range->partial) {
        response.with("Content-Range",
                      fmt::format("bytes {}-{}/{}", range->offset, range->offset + range->length - 1, file->size()));
    }
    if (range->length <= read_at_once && request.method == Method::get) {
        response.body = file->read(range->offset, static_cast<std::size_t>(range->length));
    } else {
        response.body = FileSlice{std::move(file), range->offset, range->length};
    }
    return with_validators(std::move(response), etag);
}

} // namespace jingwei::server
