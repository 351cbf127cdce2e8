#include "spatial/refusal.hpp"

namespace jingwei::spatial {

std::string_view refusal_name(RefusalKind kind) {
    switch (kind) {
    case RefusalKind::no_such_arc:
        return "no_such_arc";
    case RefusalKind::no_such_face:
        return "no_such_face";
    case RefusalKind::no_such_node:
        return "no_such_node";
    case RefusalKind::degenerate_line:
        return "degenerate_line";
    case RefusalKind::too_wide:
        return "too_wide";
    case RefusalKind::crosses_itself:
        return "crosses_itself";
    case RefusalKind::meets_border:
        return "meets_border";
    case RefusalKind::off_the_arc:
        return "off_the_arc";
    case RefusalKind::already_a_node:
        return "already_a_node";
    case RefusalKind::moved_end:
        return "moved_end";
    case RefusalKind::sweeps_over:
        return "sweeps_over";
    case RefusalKind::turned_over:
        return "turned_over";
    case RefusalKind::not_two_arcs:
        return "not_two_arcs";
    case RefusalKind::outer_border:
        return "outer_border";
    case RefusalKind::parent_border:
        return "parent_border";
    case RefusalKind::outside_label:
        return "outside_label";
    case RefusalKind::dangling_end:
        return "dangling_end";
    case RefusalKind::outside_of_label:
        return "outside_of_label";
    case RefusalKind::too_near:
        return "too_near";
    case RefusalKind::divides_nothing:
        return "divides_nothing";
    case RefusalKind::too_many_parts:
        return "too_many_parts";
    case RefusalKind::too_few_parts:
        return "too_few_parts";
    case RefusalKind::not_adjacent:
        return "not_adjacent";
    case RefusalKind::no_ground:
        return "no_ground";
    case RefusalKind::misses_border:
        return "misses_border";
    case RefusalKind::broken_invariant:
        return "broken_invariant";
    }
    return "unknown";
}

} // namespace jingwei::spatial
