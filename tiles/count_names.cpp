#include "tiles/count_names.hpp"

#include <algorithm>

namespace jingwei::tiles {

namespace {

bool has_key(const std::vector<CountName> &names, const std::string &key) {
    return std::ranges::find(names, key, &CountName::key) != names.end();
}

} // namespace

std::string category_name(std::string_view category) {
    std::string name;
    for (const char c : category) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        name += upper ? static_cast<char>(c - 'A' + 'a') : plain ? c : '_';
    }
    return name.empty() ? "other" : name;
}

std::vector<CountName> count_names(const LayerDefinition &layer, const std::vector<std::string> &categories) {
    std::vector<CountName> names;
    if (!layer.points) {
        return names;
    }
    for (const std::string &category : categories) {
        std::string key = "count_" + category_name(category);
        if (!has_key(names, key)) {
            names.push_back({std::move(key), category, false});
        }
    }
    for (const std::string_view state : layer.points->states) {
        if (!state.empty()) {
            std::string key = "count_" + std::string(state);
            key = has_key(names, key) ? "count_state_" + std::string(state) : key;
            names.push_back({std::move(key), state, true});
        }
    }
    return names;
}

} // namespace jingwei::tiles
