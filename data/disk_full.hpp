#pragma once

#include "spatial/error.hpp"

namespace jingwei::data {

/// The machine is at fault in the one way that an administrator mends without a programmer.
class DiskFull : public Error {
  public:
    explicit DiskFull(const std::string &message) : Error(ErrorCode::machine, message) {}
};

} // namespace jingwei::data
