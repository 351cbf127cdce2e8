#include "server/config.hpp"

#include "spatial/error.hpp"

#include <algorithm>
#include <charconv>
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

std::vector<int> parse_level_zooms(const std::string &text) {
    constexpr int last_zoom = 22;
    std::vector<int> zooms;
    const char *const end = text.data() + text.size();
    for (const char *at = text.data(); at < end; ++at) {
        int zoom = 0;
        const auto read = std::from_chars(at, end, zoom);
        const bool goes_on = read.ptr != end && *read.ptr == ',' && read.ptr + 1 != end;
        if (read.ec != std::errc() || (read.ptr != end && !goes_on) || zoom > last_zoom ||
            zoom <= (zooms.empty() ? -1 : zooms.back())) {
            throw Error(
                ErrorCode::bad_call,
                "level_zooms are zooms from 0 to 22 with commas between, each larger than the one before, as in 10,12; not '" +
                    text + "'");
        }
        zooms.push_back(zoom);
        at = read.ptr;
    }
    return zooms;
}

bool ListenPlace::everywhere() const {
    return address == "0.0.0.0" || address == "::";
}

std::string ListenPlace::url() const {
    const std::string &reachable = address == "0.0.0.0" ? "127.0.0.1" : address == "::" ? "::1" : address;
    const bool v6 = reachable.find(':') != std::string::npos;
    return "http://" + (v6 ? "[" + reachable + "]" : reachable) + ":" + std::to_string(port);
}

std::string attribution_line(const std::string &attribution, const std::string &map_approval) {
    const std::string approval = map_approval.empty() ? "" : "审图号：" + map_approval;
    return attribution + (attribution.empty() || approval.empty() ? "" : " · ") + approval;
}

Config completed(Config config) {
    const ListenPlace place = parse_listen(config.listen);
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    config.threads = config.threads == 0 ? cores : config.threads;
    config.workers = config.workers == 0 ? cores : config.workers;
    if (config.public_url.empty() && place.port != 0) {
        config.public_url = place.url();
    }
    if (!config.public_url.empty() && !config.public_url.starts_with("http://") && !config.public_url.starts_with("https://")) {
        throw Error(ErrorCode::bad_call, "public_url must begin with http:// or https://, not '" + config.public_url + "'");
    }
    while (config.public_url.ends_with('/')) {
        config.public_url.pop_back();
    }
    static_cast<void>(parse_level_zooms(config.level_zooms));
    if (config.queue == 0 || config.max_connections == 0) {
        throw Error(ErrorCode::bad_call, "queue and max_connections must be at least 1");
    }
    return config;
}

} // namespace jingwei::server
