#pragma once

#include "data/world.hpp"

#include <span>
#include <string>
#include <vector>

namespace jingwei::server {

/// The four limits (四至) of every unit of a theme in words, by grid index: 东至人民路，南至…. For each direction that a border
/// looks to, what the most of it runs along: a reference line that lies within 20 m of it and runs the same way, else the unit
/// across, of the same level where there is one; `外界` where nobody is. A second one is named that has a third of the border
/// or more. A draft: people correct it. Linear in the borders and what lies near them; tenths of a second for a city.
/// Thread-safe.
[[nodiscard]] std::vector<std::string> limits_texts(const data::ThemeWorld &theme,
                                                    std::span<const data::ReferenceLineRow> reference_lines);

} // namespace jingwei::server
