#include "spatial/clean_claims.hpp"

#include "spatial/nesting.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

Claim to_claim(std::span<const Label> labels, const CleanInput &input, const CleanOptions &options) {
    Claim claim;
    for (const auto label : labels) {
        if (label >= input.first_parent && label < input.first_loop) {
            claim.parent = label - input.first_parent + 1;
        }
    }
    for (const auto label : labels) {
        if (label >= input.first_loop) {
            claim.loopers.push_back(label - input.first_loop);
        }
        if (label >= input.first_parent) {
            continue;
        }
        const auto parent = label < options.parent_of.size() ? options.parent_of[label] : no_label;
        const bool allowed = parent == no_label || parent == claim.parent;
        (allowed ? claim.claimants : claim.refused).push_back(label);
    }
    std::erase_if(claim.loopers, [&](Label label) { return std::ranges::find(labels, label) != labels.end(); });
    if (claim.claimants.empty()) {
        claim.loopers.clear(); // around ground of nobody: no claim at all
    }
    return claim;
}

} // namespace

ClaimedGround sort_claims(const Arrangement &arrangement, const CleanInput &input, const CleanOptions &options) {
    ClaimedGround ground;
    ground.first_open = input.first_parent;
    std::map<Claim, Label> numbers;
    std::vector<Label> label_of_list;
    for (const auto &list : arrangement.claims) {
        auto claim = to_claim(list, input, options);
        if (claim.refused.empty() && claim.loopers.empty() && claim.claimants.size() == 1) {
            label_of_list.push_back(claim.claimants.front());
            continue;
        }
        if (claim.refused.empty() && claim.claimants.empty() && claim.parent == no_label) {
            label_of_list.push_back(no_label);
            continue;
        }
        const auto fresh = static_cast<Label>(ground.first_open + ground.open.size());
        const auto [known, is_new] = numbers.try_emplace(claim, fresh);
        if (is_new) {
            ground.open.push_back(std::move(claim));
        }
        label_of_list.push_back(known->second);
    }
    std::vector<Label> labels;
    std::ranges::transform(arrangement.coverage.face_labels(), std::back_inserter(labels),
                           [&](Label list) { return label_of_list[list]; });
    ground.coverage = relabel(arrangement.coverage, labels);
    return ground;
}

} // namespace jingwei::spatial
