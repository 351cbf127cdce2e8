#include "spatial/gesture.hpp"
#include "spatial/gesture_run.hpp"

namespace jingwei::spatial {

GestureOutcome make(CoverageEditor &editor, const Dissolve &dissolve, const EditRights &rights) {
    GestureRun run(editor);
    const auto faces = faces_of(run.ground(), dissolve.unit);
    if (dissolve.unit == no_label || dissolve.unit == dissolve.to || faces.empty()) {
        return run.refuse(RefusalKind::no_ground, {});
    }
    if (dissolve.to_nobody) {
        const bool done = run.give(faces, no_label, rights) && run.tidy({faces.begin(), faces.end()});
        return done ? run.finish() : run.refused();
    }
    const auto may_have = [&](Label label) {
        return label != dissolve.unit &&
               (dissolve.to != no_label ? label == dissolve.to : !dissolve.may_have || dissolve.may_have(label));
    };
    for (const auto face : faces) {
        const auto heir = longest_neighbour(run.ground(), {face}, may_have);
        if (heir == no_label) {
            return run.refuse(dissolve.to != no_label ? RefusalKind::not_adjacent : RefusalKind::outer_border,
                              place_of(run.ground(), face));
        }
        if (!run.give(std::vector{face}, heir, rights)) {
            return run.refused();
        }
    }
    return run.tidy({faces.begin(), faces.end()}) ? run.finish() : run.refused();
}

} // namespace jingwei::spatial
