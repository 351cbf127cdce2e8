#pragma once

#include "data/doctor.hpp"

#include <iosfwd>
#include <string>

namespace jingwei::server {

/// What a file is, for people: every sentence in Chinese and in English, ending with the command that would import each layer.
void print_examination(std::ostream &out, const data::FileExamination &examination);

/// All of it as one JSON object.
[[nodiscard]] std::string examination_json(const data::FileExamination &examination);

/// The words of a command as a shell takes them.
[[nodiscard]] std::string shell_line(const std::vector<std::string> &words);

/// The names of what must be decided: layer, level, code, frame, crs, kind, place …
[[nodiscard]] std::string_view question_name(data::OpenQuestion question);
[[nodiscard]] std::string_view crs_state_name(data::CrsState state);

} // namespace jingwei::server
