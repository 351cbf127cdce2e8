#include "spatial/gesture_borders.hpp"
#include "spatial/gesture_run.hpp"

#include <algorithm>

namespace jingwei::spatial {

namespace {

/// From the border's first end over the moved line to its last.
std::vector<LatticePoint> moved_line(const std::vector<LatticePoint> &line, const ShiftBorder &shift) {
    std::vector<LatticePoint> moved{line.front()};
    for (const auto p : line) {
        moved.push_back({p.x + shift.east, p.y + shift.north});
    }
    moved.push_back(line.back());
    return moved;
}

} // namespace

GestureOutcome make(CoverageEditor &editor, const ShiftBorder &shift, const EditRights &rights) {
    const auto refuse = [](RefusalKind kind, LatticePoint place) { return GestureOutcome(Refusal{kind, place}); };
    if (shift.a == no_label || shift.b == no_label || shift.a == shift.b || (shift.east == 0 && shift.north == 0)) {
        return refuse(RefusalKind::no_ground, {});
    }
    const auto borders = borders_between(editor.ground(), shift.a, shift.b);
    if (borders.empty()) {
        return refuse(RefusalKind::not_adjacent, {});
    }
    const auto &border = borders.front();
    if (borders.size() > 1 || border.front() == border.back()) {
        return refuse(RefusalKind::misses_border, border.front());
    }
    auto outcome = make(editor, Reshape{.unit = shift.a, .sketch = moved_line(border, shift), .to = shift.b}, rights);
    auto *gesture = std::get_if<Gesture>(&outcome);
    if (gesture != nullptr && std::ranges::any_of(gesture->shifts, [&](const GroundShift &ground) {
            return ground.label != shift.a && ground.label != shift.b;
        })) {
        static_cast<void>(undo(editor, *gesture));
        return refuse(RefusalKind::meets_border, border.front());
    }
    return outcome;
}

} // namespace jingwei::spatial
