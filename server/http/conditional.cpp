#include "server/http/conditional.hpp"

#include "server/api_error.hpp"

#include <algorithm>
#include <fmt/format.h>

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

constexpr std::string_view none_match = "If-None-Match";

bool may_stand_in_tag(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x21 || (byte >= 0x23 && byte != 0x7F); // etagc of RFC 9110 §8.8.3
}

/// Bytes of the entity tag or the `*` that a text begins with; 0 = neither.
std::size_t tag_size(std::string_view text) {
    if (text.starts_with('*')) {
        return 1;
    }
    const std::size_t open = text.starts_with("W/") ? 2 : 0;
    if (!text.substr(open).starts_with('"')) {
        return 0;
    }
    const auto close = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(open) + 1, text.end(), may_stand_in_tag);
    return close != text.end() && *close == '"' ? static_cast<std::size_t>(close - text.begin()) + 1 : 0;
}

/// Puts the tags of one line behind those of the lines before; false where it is no list of them.
bool take_tags(std::string_view list, std::vector<std::string_view> &tags) {
    while (true) {
        list.remove_prefix(std::min(list.find_first_not_of(", \t"), list.size()));
        if (list.empty()) {
            return true;
        }
        const std::size_t size = tag_size(list);
        const std::size_t next = list.find_first_not_of(" \t", size);
        if (size == 0 || (next != std::string_view::npos && list[next] != ',')) {
            return false;
        }
        tags.push_back(list.substr(0, size));
        list.remove_prefix(size);
    }
}

std::string_view without_weakness(std::string_view tag) {
    return tag.starts_with("W/") ? tag.substr(2) : tag;
}

} // namespace

std::vector<std::string_view> entity_tags(const Request &request, std::string_view name) {
    std::vector<std::string_view> tags;
    bool understood = true;
    request.for_each_header(name, [&](std::string_view list) { understood = understood && take_tags(list, tags); });
    const bool is_mixed = tags.size() > 1 && std::ranges::find(tags, "*") != tags.end();
    if (!understood || is_mixed) {
        throw ApiError(ErrorCode::bad_call, "bad_entity_tag",
                       fmt::format("{} is * or a list of entity tags in double quotes with commas between, each with or "
                                   "without W/ before it, as \"a1\", W/\"b2\"; send an ETag back as it came, or leave the "
                                   "header away.",
                                   name),
                       std::string(name));
    }
    return tags;
}

void require_entity_tags(const Request &request) {
    if (request.header(none_match)) {
        static_cast<void>(entity_tags(request, none_match));
    }
}

bool matches_etag(const Request &request, std::string_view etag) {
    const auto first = request.header(none_match);
    if (!first || *first == etag) {
        return first.has_value();
    }
    const auto names_it = [&](std::string_view tag) { return without_weakness(tag) == etag || tag == "*"; };
    return std::ranges::any_of(entity_tags(request, none_match), names_it);
}

bool accepts_gzip(const Request &request) {
    const auto first = request.header("Accept-Encoding");
    if (!first || *first == "gzip") {
        return first.has_value();
    }
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
