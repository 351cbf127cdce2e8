# jingwei_embed(<target> <namespace> <base-dir> <files...>)
# Puts files into the binary. Generates <namespace>_embedded.hpp with
#   std::optional<std::string_view> jingwei::embedded::<namespace>(std::string_view path)
# and a list of the paths; a path is the file's name relative to base-dir. The bytes live in read-only memory.
function(jingwei_embed target ns base)
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(asm "    .section .note.GNU-stack,\"\",%progbits\n    .section .rodata\n")
  set(decl "")
  set(rows "")
  set(index 0)
  foreach(file ${ARGN})
    file(RELATIVE_PATH path ${base} ${file})
    set(symbol jingwei_${ns}_${index})
    string(APPEND asm "    .global ${symbol}\n    .global ${symbol}_end\n    .balign 16\n${symbol}:\n    .incbin \"${file}\"\n${symbol}_end:\n    .byte 0\n")
    string(APPEND decl "extern const char ${symbol}[];\nextern const char ${symbol}_end[];\n")
    string(APPEND rows "    {\"${path}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${dir}/${ns}_embedded.S CONTENT "${asm}" @ONLY)
  file(CONFIGURE OUTPUT ${dir}/${ns}_embedded.hpp @ONLY CONTENT "#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <utility>
namespace jingwei::embedded {
/// Every embedded file of this group: (path, bytes), sorted as given to the build.
[[nodiscard]] std::span<const std::pair<std::string_view, std::string_view>> ${ns}_files();
/// The bytes of one embedded file, or nothing where there is no such path. Thread-safe.
[[nodiscard]] std::optional<std::string_view> ${ns}(std::string_view path);
} // namespace jingwei::embedded
")
  file(CONFIGURE OUTPUT ${dir}/${ns}_embedded.cpp @ONLY CONTENT "#include \"${ns}_embedded.hpp\"
#include <vector>
extern \"C\" {
${decl}}
namespace jingwei::embedded {
std::span<const std::pair<std::string_view, std::string_view>> ${ns}_files() {
  static const std::vector<std::pair<std::string_view, std::string_view>> files{
${rows}  };
  return files;
}
std::optional<std::string_view> ${ns}(std::string_view path) {
  for (const auto &[name, bytes] : ${ns}_files()) {
    if (name == path) {
      return bytes;
    }
  }
  return std::nullopt;
}
} // namespace jingwei::embedded
")
  set_source_files_properties(${dir}/${ns}_embedded.S PROPERTIES OBJECT_DEPENDS "${ARGN}")
  target_sources(${target} PRIVATE ${dir}/${ns}_embedded.S ${dir}/${ns}_embedded.cpp)
  target_include_directories(${target} PUBLIC ${dir})
endfunction()
