#include "server/http/conditional.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

std::string_view take_item(std::string_view &list) {
    const auto end = std::min(list.find(','), list.size());
    const std::string_view item = trimmed(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    return item;
}

/// The weight of one Accept-Encoding item is zero: q=0, q=0.0, q=0.00 or q=0.000, also with a capital Q.
bool refused(std::string_view item) {
    const auto q = std::min(item.find("q="), item.find("Q="));
    return q != std::string_view::npos && trimmed(item.substr(q + 2)).find_first_not_of("0.") == std::string_view::npos;
}

bool names_etag(std::string_view list, std::string_view etag) {
    while (!list.empty()) {
        std::string_view item = take_item(list);
        if (item.starts_with("W/")) {
            item.remove_prefix(2);
        }
        if (item == etag || item == "*") {
            return true;
        }
    }
    return false;
}

} // namespace

bool matches_etag(const Request &request, std::string_view etag) {
    bool matches = false;
    request.for_each_header("If-None-Match", [&](std::string_view list) { matches = matches || names_etag(list, etag); });
    return matches;
}

bool accepts_gzip(const Request &request) {
    std::optional<bool> gzip; // where it is named
    bool any = false;
    request.for_each_header("Accept-Encoding", [&](std::string_view list) {
        while (!list.empty()) {
            const std::string_view item = take_item(list);
            const std::string_view name = trimmed(item.substr(0, item.find(';')));
            if (!gzip && equal_ignoring_case(name, "gzip")) {
                gzip = !refused(item);
            }
            any = any || (name == "*" && !refused(item));
        }
    });
    return gzip.value_or(any);
}

} // namespace jingwei::server
