#include "server/service/ignored_warnings.hpp"

#include "server/service/plan_consent.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <ranges>
#include <simdjson.h>

namespace jingwei::server {

namespace {

using simdjson::dom::element;

std::string text_of(const element &warning, const char *member) {
    std::string_view text;
    return warning[member].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

} // namespace

std::vector<PlanProblem> problems_like(const PlanDraft &draft, const std::string &key) {
    const auto after_kind = key.substr(std::min(key.find('/'), key.size() - 1) + 1);
    const auto unit = draft.find(after_kind.substr(0, after_kind.find('/')));
    return unit == spatial::no_label ? draft.whole_problems() : draft.problems(std::array{unit});
}

std::vector<PlanProblem> ignored_beyond(const PlanDraft &draft, const std::vector<data::PlanReason> &reasons,
                                        const std::vector<PlanProblem> &known) {
    std::vector<PlanProblem> beyond;
    for (const auto &reason : reasons) {
        if (std::ranges::find(known, reason.problem, &PlanProblem::key) != known.end()) {
            continue;
        }
        for (auto &problem : problems_like(draft, reason.problem)) {
            if (!problem.error && problem.key() == reason.problem) {
                problem.reason = reason;
                beyond.push_back(std::move(problem));
            }
        }
    }
    return beyond;
}

std::vector<IgnoredWarning> ignored_warnings(const data::StoredPlan &stored) {
    std::map<std::string, IgnoredWarning> by_key;
    for (const auto &approval : consents_in_force(stored)) {
        simdjson::dom::parser parser;
        simdjson::dom::array warnings;
        if (parser.parse(approval.warnings).get(warnings) != simdjson::SUCCESS) {
            continue;
        }
        for (const auto warning : warnings) {
            IgnoredWarning ignored{.key = text_of(warning, "key"),
                                   .kind = text_of(warning, "kind"),
                                   .grid = text_of(warning, "grid"),
                                   .detail = text_of(warning, "detail"),
                                   .reason = text_of(warning, "reason"),
                                   .by = text_of(warning, "by"),
                                   .at = text_of(warning, "at")};
            ignored.key = ignored.key.empty() ? ignored.kind + "/" + ignored.grid : ignored.key;
            if (!ignored.reason.empty()) {
                by_key[ignored.key] = ignored;
            }
        }
    }
    std::vector<IgnoredWarning> all;
    std::ranges::copy(by_key | std::views::values, std::back_inserter(all));
    return all;
}

} // namespace jingwei::server
