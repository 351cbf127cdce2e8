#include "server/api/parameter_words.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace jingwei::server {

namespace {

/// Options whose parameter is not their own name with underscores; the longer text first.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> other_words{
    {{"--lon FIELD --lat FIELD", R"(map={"lon":"FIELD","lat":"FIELD"})"},
     {"--parent auto", "no field for parent"},
     {"--residual-limit", "residual_limit_m"},
     {"--moved", "moved_m"},
     {"--mapping", "map"},
     {"run 'jingwei export' on the server", "have it exported on the server itself"},
     {"--overwrite", "overwrite"},
     {"--draft", "draft"}}};

constexpr std::array<std::string_view, 26> options{"source-layer",
                                                   "datum-parameters",
                                                   "control-points",
                                                   "replace-within",
                                                   "delete-vanished",
                                                   "lock-parents",
                                                   "encoding",
                                                   "elsewhere",
                                                   "handover",
                                                   "priority",
                                                   "edition",
                                                   "within",
                                                   "dry-run",
                                                   "source",
                                                   "points",
                                                   "people",
                                                   "level",
                                                   "theme",
                                                   "frame",
                                                   "kind",
                                                   "crs",
                                                   "fit",
                                                   "key",
                                                   "fix",
                                                   "map",
                                                   "at"};

bool is_part_of_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// Where `word` stands in `text` from `from` on, with nothing before and behind that would make it another word.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
    for (auto at = text.find(word, from); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_part_of_word(text[at - 1])) && (end == text.size() || !is_part_of_word(text[end]))) {
            return at;
        }
    }
    return std::string_view::npos;
}

void replace_words(std::string &text, std::string_view word, std::string_view by) {
    for (auto at = find_word(text, word, 0); at != std::string::npos; at = find_word(text, word, at + by.size())) {
        text.replace(at, word.size(), by);
    }
}

/// --map column=FIELD
void replace_maps(std::string &text) {
    constexpr std::string_view option = "--map ";
    for (auto at = text.find(option); at != std::string::npos; at = text.find(option, at + 1)) {
        const auto column = at + option.size();
        const auto equals = text.find('=', column);
        const auto end = std::min(text.find_first_of(" ,;)", column), text.size());
        if (equals < end) {
            const auto by = fmt::format(R"(map={{"{}":"{}"}})", text.substr(column, equals - column),
                                        text.substr(equals + 1, end - equals - 1));
            text.replace(at, end - at, by);
        }
    }
}

} // namespace

std::string in_parameters(std::string_view message) {
    std::string text(message);
    replace_maps(text);
    for (const auto &[word, by] : other_words) {
        replace_words(text, word, by);
    }
    for (const auto option : options) {
        std::string parameter(option);
        std::ranges::replace(parameter, '-', '_');
        replace_words(text, fmt::format("--{}", option), parameter);
    }
    return text;
}

} // namespace jingwei::server
