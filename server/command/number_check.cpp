#include "server/command/number_check.hpp"

#include <fmt/format.h>

namespace jingwei::server {

CLI::Validator number_from_to(double least, double most) {
    const auto range = fmt::format("a number from {} to {}", least, most);
    return {[range, least, most](const std::string &text) {
                double number = 0;
                const bool inside = CLI::detail::lexical_cast(text, number) && number >= least && number <= most;
                return inside ? std::string() : fmt::format("'{}' is not {}", text.substr(0, 40), range);
            },
            range};
}

} // namespace jingwei::server
