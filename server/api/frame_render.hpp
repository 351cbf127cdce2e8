#pragma once

#include "server/service/frame_service.hpp"

#include <string>

namespace jingwei::server {

/// The JSON that openapi.yaml calls FrameAnswer.
[[nodiscard]] std::string frame_json(const FrameQuestion &question, const FrameAnswer &answer);

/// The same for people to read, in lines.
[[nodiscard]] std::string frame_text(const FrameAnswer &answer);

} // namespace jingwei::server
