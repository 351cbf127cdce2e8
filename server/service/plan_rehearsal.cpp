#include "server/service/plan_rehearsal.hpp"

#include "server/api_error.hpp"

#include <fmt/format.h>
#include <set>

namespace jingwei::server {

std::vector<PlanProblem> rehearse(const PlanDraft &draft, const std::vector<PlanOp> &ops,
                                  const std::function<void(const PlanDraft &, const PlanEffect &)> &check) {
    auto copy = draft;
    std::set<spatial::Label> touched;
    for (const auto &op : ops) {
        const auto effect = copy.apply(op);
        check(copy, effect);
        touched.insert(effect.touched.begin(), effect.touched.end());
    }
    return copy.problems(std::vector(touched.begin(), touched.end()));
}

} // namespace jingwei::server
