#include "server/config.hpp"

#include "spatial/error.hpp"
#include "tiles/layer_definition.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <thread>

namespace jingwei::server {

bool ListenPlace::loopback() const {
    return address == "localhost" || address == "::1" || address.starts_with("127.");
}

ListenPlace parse_listen(const std::string &text) {
    const auto colon = text.rfind(':');
    const auto refuse = [&]() -> Error {
        return {ErrorCode::bad_call,
                "'" + text + "' is no place to listen on; give address:port, as in 127.0.0.1:8080 or [::1]:8080"};
    };
    if (colon == std::string::npos || colon == 0) {
        throw refuse();
    }
    ListenPlace place;
    place.address = text.substr(0, colon);
    if (place.address.front() == '[' && place.address.back() == ']') {
        place.address = place.address.substr(1, place.address.size() - 2);
    } else if (place.address.find(':') != std::string::npos) {
        throw refuse();
    }
    const char *first = text.data() + colon + 1;
    const char *last = text.data() + text.size();
    const auto end = std::from_chars(first, last, place.port);
    if (end.ec != std::errc() || end.ptr != last || place.address.empty()) {
        throw refuse();
    }
    return place;
}

bool ListenPlace::everywhere() const {
    return address == "0.0.0.0" || address == "::";
}

std::string ListenPlace::url() const {
    const std::string &reachable = address == "0.0.0.0" ? "127.0.0.1" : address == "::" ? "::1" : address;
    const bool v6 = reachable.find(':') != std::string::npos;
    return "http://" + (v6 ? "[" + reachable + "]" : reachable) + ":" + std::to_string(port);
}

std::string approval_number(std::string_view text) {
    for (const std::string_view before : {" ", "审图号", "：", ":", " "}) {
        while (text.starts_with(before)) {
            text.remove_prefix(before.size());
        }
    }
    return std::string(text);
}

std::string attribution_line(const std::string &attribution, const std::string &map_approval) {
    const std::string number = approval_number(map_approval);
    const std::string approval = number.empty() ? "" : "审图号：" + number;
    return attribution + (attribution.empty() || approval.empty() ? "" : " · ") + approval;
}

tiles::LevelZooms read_level_zooms(const std::string &text) {
    if (text.empty()) {
        return tiles::default_level_zooms;
    }
    tiles::LevelZooms zooms;
    const char *const last = text.data() + text.size();
    for (const char *at = text.data();; ++at) {
        int zoom = -1;
        const auto end = std::from_chars(at, last, zoom);
        const int least = zooms.empty() ? 0 : zooms.back() + 1;
        if (end.ec != std::errc() || zoom < least || zoom > tiles::max_built_zoom || (end.ptr != last && *end.ptr != ',')) {
            throw Error(
                ErrorCode::bad_call,
                fmt::format("level_zooms are growing zooms from 0 to {} with commas between, as in 10,12, not '{}': the "
                            "coarsest level is drawn up to the first, the next up to the second, the finest beyond",
                            tiles::max_built_zoom, text));
        }
        zooms.push_back(zoom);
        at = end.ptr;
        if (at == last) {
            return zooms;
        }
    }
}

std::string path_of_url(const std::string &url) {
    const auto host = url.find("://");
    const auto path = host == std::string::npos ? host : url.find('/', host + 3);
    return path == std::string::npos ? std::string() : url.substr(path);
}

namespace {

/// Without a slash at its end.
std::string checked_url(std::string url) {
    const auto refuse = [&](const char *what) {
        throw Error(ErrorCode::bad_call, fmt::format("public_url {}, not '{}'", what, url));
    };
    if (!url.empty() && !url.starts_with("http://") && !url.starts_with("https://")) {
        refuse("must begin with http:// or https://");
    }
    const auto is_wrong = [](char c) {
        return c == '?' || c == '#' || c == '"' || c == '\\' || c == '<' || c == '>' || c <= ' ';
    };
    if (std::ranges::any_of(url, is_wrong)) {
        refuse("is a scheme, a host and at most a path, as in https://map.example/jw, without a query, a fragment or spaces");
    }
    while (url.ends_with('/')) {
        url.pop_back();
    }
    if (url == "http:" || url == "https:") {
        refuse("must name a host, as in https://map.example");
    }
    return url;
}

} // namespace

Config completed(Config config) {
    const ListenPlace place = parse_listen(config.listen);
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    config.threads = config.threads == 0 ? cores : config.threads;
    config.workers = config.workers == 0 ? cores : config.workers;
    if (config.public_url.empty() && place.port != 0) {
        config.public_url = place.url();
    }
    config.public_url = checked_url(std::move(config.public_url));
    config.map_approval = approval_number(config.map_approval);
    static_cast<void>(read_level_zooms(config.level_zooms));
    if (config.queue == 0 || config.max_connections == 0) {
        throw Error(ErrorCode::bad_call, "queue and max_connections must be at least 1");
    }
    return config;
}

} // namespace jingwei::server
