#pragma once

#include "spatial/lattice.hpp"

#include <array>
#include <memory>
#include <proj.h>
#include <stdexcept>
#include <string>

namespace jingwei::tests {

/// PROJ as a second opinion: a pipeline or a CRS operation written as text.
class ProjOracle {
  public:
    explicit ProjOracle(const std::string &pipeline) : m_operation(proj_create(m_context.get(), pipeline.c_str())) { check(); }
    /// From one CRS to another of the same datum, longitude or easting first.
    ProjOracle(const std::string &from, const std::string &to) {
        const std::unique_ptr<PJ, Destroy> plain(proj_create_crs_to_crs(m_context.get(), from.c_str(), to.c_str(), nullptr));
        m_operation.reset(plain ? proj_normalize_for_visualization(m_context.get(), plain.get()) : nullptr);
        check();
    }

    /// Numbers in, numbers out, in the pipeline's own units.
    [[nodiscard]] std::array<double, 3> apply(double x, double y, double z = 0) const {
        const auto out = proj_trans(m_operation.get(), PJ_FWD, proj_coord(x, y, z, 0));
        return {out.xyz.x, out.xyz.y, out.xyz.z};
    }

  private:
    struct Destroy {
        void operator()(PJ *operation) const { proj_destroy(operation); }
        void operator()(PJ_CONTEXT *context) const { proj_context_destroy(context); }
    };
    void check() const {
        if (!m_operation) {
            throw std::runtime_error("PROJ does not know this operation");
        }
    }
    std::unique_ptr<PJ_CONTEXT, Destroy> m_context{proj_context_create()};
    std::unique_ptr<PJ, Destroy> m_operation;
};

} // namespace jingwei::tests
