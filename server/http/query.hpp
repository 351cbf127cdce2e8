#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace jingwei::server {

/// Percent-decodes; '+' becomes a space only where `plus_is_space`. Nothing where an escape is broken or stands for NUL.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

/// The parameters of a query string, each of which must be known and given once. Throws ApiError{bad_call} naming the field.
class QueryParameters {
  public:
    static constexpr std::size_t max_count = 16;

    explicit QueryParameters(std::string_view query);

    /// The value of a parameter, or nothing; it counts as known from now on.
    [[nodiscard]] std::optional<std::string_view> take(std::string_view name);
    /// The same of a parameter that names something: an empty one is refused, or only blanks.
    [[nodiscard]] std::optional<std::string_view> take_filled(std::string_view name);
    /// Refuses what nobody took.
    void finish() const;

    /// A finite number. The whole text must be one, in plain or exponent form.
    [[nodiscard]] std::optional<double> take_number(std::string_view name);
    [[nodiscard]] double require_number(std::string_view name);
    /// An integer from `least` to `most`.
    [[nodiscard]] std::optional<int> take_integer(std::string_view name, int least, int most);

  private:
    struct Parameter {
        std::string name, value;
        bool taken = false;
    };
    void add(std::string_view pair);
    std::array<Parameter, max_count> m_parameters;
    std::size_t m_count = 0;
};

/// A finite number that fills the whole text, or nothing. NaN and infinities are nothing.
[[nodiscard]] std::optional<double> to_number(std::string_view text);

} // namespace jingwei::server
