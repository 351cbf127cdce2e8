#pragma once

#include "server/service/plan_draft.hpp"

namespace jingwei::server {

/// Carries out one operation on a draft; what it leaves behind when it throws is taken back by its caller.
class PlanDraft::Operations {
  public:
    Operations(PlanDraft &draft, const PlanOp &op, Done &done) : m_draft(draft), m_op(op), m_done(done) {}

    void operator()(const SplitGrid &op);
    void operator()(const MergeGrids &op);
    void operator()(const TakeOverArea &op);
    void operator()(const ReshapeBorder &op);
    void operator()(const MoveBorderVertex &op);
    void operator()(const CarveGrid &op);
    void operator()(const SetGrid &op);
    void operator()(const MoveToParent &op);
    void operator()(const RenumberGrids &op);
    void operator()(const FollowLine &op);
    void operator()(const ReassignBuildings &op);
    void operator()(const RemoveGrid &op);
    void operator()(const MoveBorder &op);
    void operator()(const PartitionGrids &op);
    void operator()(const ArrangeGrid &op);

  private:
    void brush_footprints(const ReassignBuildings &op);
    [[nodiscard]] spatial::Label add_carved(const CarveGrid &op);
    template <class Wish> void make(const Wish &wish);
    template <class Wish> [[nodiscard]] std::optional<spatial::Refusal> try_to_make(const Wish &wish);
    void require_inside(const spatial::Gesture &gesture) const;
    /// The label of a grid inside the plan's area, and of one without children. Throws ApiError.
    [[nodiscard]] spatial::Label any(const std::string &code, const char *field) const;
    [[nodiscard]] spatial::Label leaf(const std::string &code, const char *field) const;
    [[nodiscard]] spatial::Label owner(const std::string &code, const char *field) const;
    [[nodiscard]] int rank(spatial::Label unit) const;
    /// That a unit may bear a code; a new one is nobody yet.
    void require_code(const std::string &code, const char *field, const std::set<std::string> &freed = {},
                      spatial::Label unit = spatial::no_label) const;
    [[nodiscard]] spatial::Label add_like(spatial::Label model, const NewGrid &grid, const char *field);
    void give_people(spatial::Label from, spatial::Label to);
    void rename(const RenumberGrids &op, const std::vector<spatial::Label> &labels);
    [[nodiscard]] std::size_t part_count(spatial::Label unit) const;

    PlanDraft &m_draft;
    const PlanOp &m_op;
    Done &m_done;
};

} // namespace jingwei::server
