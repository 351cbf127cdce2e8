#include "data/gdal/list_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cpl_json.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <span>
#include <vector>

namespace jingwei::gdal {

namespace {

constexpr std::string_view between = "、";

std::optional<std::string> joined(const std::vector<std::string> &items) {
    return items.empty() ? std::nullopt : std::optional(fmt::format("{}", fmt::join(items, between)));
}

template <class Item> std::vector<std::string> texts_of(const Item *items, int count) {
    std::vector<std::string> texts;
    for (const Item item : std::span(items, static_cast<std::size_t>(count))) {
        if constexpr (std::is_floating_point_v<Item>) {
            texts.push_back(real_text(item, false));
        } else {
            texts.push_back(fmt::to_string(item));
        }
    }
    return texts;
}

std::vector<std::string> string_items(const OGRFeature &feature, int field) {
    std::vector<std::string> texts;
    for (char **item = feature.GetFieldAsStringList(field); item != nullptr && *item != nullptr; ++item) {
        texts.emplace_back(*item);
    }
    return texts;
}

} // namespace

bool is_list(OGRFieldType type) {
    return type == OFTStringList || type == OFTIntegerList || type == OFTInteger64List || type == OFTRealList;
}

std::optional<std::string> list_text(const OGRFeature &feature, int field) {
    int count = 0;
    switch (feature.GetFieldDefnRef(field)->GetType()) {
    case OFTIntegerList: {
        const int *items = feature.GetFieldAsIntegerList(field, &count);
        return joined(texts_of(items, count));
    }
    case OFTInteger64List: {
        const GIntBig *items = feature.GetFieldAsInteger64List(field, &count);
        return joined(texts_of(items, count));
    }
    case OFTRealList: {
        const double *items = feature.GetFieldAsDoubleList(field, &count);
        return joined(texts_of(items, count));
    }
    default:
        return joined(string_items(feature, field));
    }
}

std::optional<std::string> json_list_text(const std::string &json) {
    CPLJSONDocument document;
    if (!json.starts_with('[') || !document.LoadMemory(json)) {
        return json;
    }
    std::vector<std::string> items;
    const auto array = document.GetRoot().ToArray();
    for (int i = 0; i < array.Size(); ++i) {
        const auto item = array[i];
        if (item.GetType() == CPLJSONObject::Type::Object || item.GetType() == CPLJSONObject::Type::Array) {
            return json;
        }
        items.push_back(item.GetType() == CPLJSONObject::Type::Double ? real_text(item.ToDouble(), false) : item.ToString());
    }
    return joined(items);
}

std::string real_text(double value, bool with_exponent) {
    constexpr double known_in_full = 9'007'199'254'740'992;
    const bool whole = value == std::floor(value);
    if (std::abs(value) < known_in_full && whole && !with_exponent) {
        return fmt::format("{:.0f}", value);
    }
    std::array<char, 32> text{};
    char *const last = text.data() + text.size();
    const auto end = whole ? std::to_chars(text.data(), last, value, std::chars_format::scientific).ptr
                           : std::to_chars(text.data(), last, value).ptr;
    return {text.data(), end};
}

} // namespace jingwei::gdal
