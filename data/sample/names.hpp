#pragma once

#include "data/sample/random.hpp"

#include <string>

namespace jingwei::data::sample {

/// Invented names of places, each given once: 杏林, 柳湾, ...
class PlaceNames {
  public:
    explicit PlaceNames(std::uint64_t seed);
    [[nodiscard]] std::string next();

  private:
    std::vector<std::string> m_names;
    std::size_t m_given = 0;
};

[[nodiscard]] std::string person_name(Random &random);
/// An invented firm without its place: 恒泰机械有限公司.
[[nodiscard]] std::string firm_name(Random &random);
/// 1 -> 一, 12 -> 十二, 120 -> 一百二十; 1 to 999.
[[nodiscard]] std::string chinese_number(int n);
/// The fictional numbers of the sample: 199000 and five digits.
[[nodiscard]] std::string fictional_phone(std::size_t n);
/// `n` with leading zeros.
[[nodiscard]] std::string padded(std::size_t n, std::size_t width);

} // namespace jingwei::data::sample
