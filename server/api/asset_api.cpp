#include "server/api/asset_api.hpp"

#include "documents_embedded.hpp"
#include "server/http/conditional.hpp"
#include "server/http/problem.hpp"
#include "server/http/query.hpp"
#include "styles_embedded.hpp"
#include "tiles/gzip.hpp"
#include "web_embedded.hpp"

#include <array>
#include <fmt/format.h>
#include <map>
#include <mutex>

namespace jingwei::server {

namespace {

/// MapLibre draws in a worker and from blobs; everything else comes from this server only.
constexpr std::string_view page_policy =
    "default-src 'self'; script-src 'self'; worker-src 'self' blob:; child-src 'self' blob:; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

std::string_view content_type_of(std::string_view path) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 11> types{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".woff2", "font/woff2"},
        {".pbf", "application/x-protobuf"},
        {".txt", "text/plain; charset=utf-8"},
        {".yaml", "application/yaml"},
    }};
    for (const auto &[ending, type] : types) {
        if (path.ends_with(ending)) {
            return type;
        }
    }
    return "application/octet-stream";
}

/// FNV-1a, 64 bit: names a content, guards nothing.
std::uint64_t content_hash(std::string_view bytes) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : bytes) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return hash;
}

/// An embedded file as it is sent: its tag, and its gzip where that is smaller. Made once, on first demand.
struct Sent {
    std::string_view plain;
    std::string etag;
    std::shared_ptr<const std::string> gzipped;
};

const Sent &sent_form(std::string_view bytes) {
    static std::mutex mutex;
    static std::map<const char *, Sent> known;
    const std::lock_guard lock(mutex);
    const auto [place, is_new] = known.try_emplace(bytes.data());
    if (is_new) {
        place->second.plain = bytes;
        place->second.etag = fmt::format("{:016x}", content_hash(bytes));
        std::string small = bytes.size() > 512 ? tiles::gzip(bytes) : std::string();
        if (!small.empty() && small.size() < bytes.size() * 9 / 10) {
            place->second.gzipped = std::make_shared<const std::string>(std::move(small));
        }
    }
    return place->second;
}

Response send_file(const Request &request, std::string_view path, std::string_view bytes) {
    const Sent &sent = sent_form(bytes);
    const bool gzip = sent.gzipped != nullptr && accepts_gzip(request);
    const std::string etag = fmt::format("\"{}{}\"", sent.etag, gzip ? "-gz" : "");
    Response response{.status = 200, .content_type = content_type_of(path), .headers = {}, .body = sent.plain};
    response.with("ETag", etag).with("Vary", "Accept-Encoding").with("Cache-Control", "no-cache");
    if (matches_etag(request, etag)) {
        response.status = 304;
        response.content_type = {};
        response.body = std::string_view();
    } else if (gzip) {
        response.body = sent.gzipped;
        response.with("Content-Encoding", "gzip");
    }
    return response;
}

Response send_embedded(const Request &request, std::string_view path, std::optional<std::string_view> bytes) {
    if (!bytes) {
        return problem(404, "no_such_file", "There is no such file.");
    }
    return send_file(request, path, *bytes);
}

Response send_page(const Request &request, std::string_view path) {
    return send_embedded(request, path, embedded::web(path))
        .with("Content-Security-Policy", std::string(page_policy))
        .with("Referrer-Policy", "no-referrer")
        .with("X-Frame-Options", "DENY");
}

} // namespace

Response get_root(ApiContext & /*api*/, const Request & /*request*/) {
    return Response{.status = 302, .content_type = {}, .headers = {}, .body = {}}.with(
        "Location", "wall"); // relative: clients may reach us below a path
}

Response get_wall(ApiContext & /*api*/, const Request &request) {
    return send_page(request, "wall/index.html");
}

Response get_asset(ApiContext & /*api*/, const Request &request) {
    const std::string path = "assets/" + request.path_parameter("path");
    return send_embedded(request, path, embedded::web(path));
}

Response get_favicon(ApiContext & /*api*/, const Request &request) {
    return send_embedded(request, "favicon.svg", embedded::web("favicon.svg"));
}

namespace {

/// A style whose addresses work where clients reach the server below a path. Made once; lives as long as the program.
std::string_view below(const std::string &prefix, const std::string &path, std::string_view style) {
    static std::mutex mutex;
    static std::map<std::pair<std::string, std::string>, std::string> known;
    const std::lock_guard lock(mutex);
    const auto [place, is_new] = known.try_emplace({prefix, path}, style);
    if (is_new) {
        for (const std::string_view root : {"\"/tiles/", "\"/sprites/", "\"/basemap/"}) {
            std::string &text = place->second;
            for (auto at = text.find(root); at != std::string::npos; at = text.find(root, at + prefix.size() + root.size())) {
                text.insert(at + 1, prefix);
            }
        }
    }
    return place->second;
}

} // namespace

Response get_style(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    const std::string path = request.path_parameter("name") + ".json";
    const std::string prefix = path_of_url(api.config.public_url);
    auto style = embedded::styles(path);
    if (style && !prefix.empty()) {
        style = below(prefix, path, *style);
    }
    return send_embedded(request, path, style);
}

Response get_openapi(ApiContext & /*api*/, const Request &request) {
    return send_embedded(request, "openapi.yaml", embedded::documents("openapi.yaml"));
}

} // namespace jingwei::server
