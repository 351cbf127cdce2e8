#pragma once

#include "server/service/locate_service.hpp"

#include <string>

namespace jingwei::server {

/// The JSON that openapi.yaml calls LocateAnswer, appended. `phones` adds each person's `phone` in full beside `phone_masked`.
void append_locate_json(std::string &out, const data::World &world, const LocateQuestion &question, const LocateAnswer &answer,
                        bool phones);

/// The same for people to read, in lines.
[[nodiscard]] std::string locate_text(const data::World &world, const LocateQuestion &question, const LocateAnswer &answer);

} // namespace jingwei::server
