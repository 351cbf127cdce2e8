# Every target of the project links jingwei_warnings; nothing third-party does.
add_library(jingwei_warnings INTERFACE)
target_compile_options(jingwei_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wconversion;-Wshadow;-Werror;-ffp-contract=off>)
target_include_directories(jingwei_warnings INTERFACE ${PROJECT_SOURCE_DIR})
if(JINGWEI_SANITIZE)
  target_compile_options(jingwei_warnings INTERFACE
    -fsanitize=${JINGWEI_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(jingwei_warnings INTERFACE -fsanitize=${JINGWEI_SANITIZE})
endif()
if(JINGWEI_TIDY)
  find_program(CLANG_TIDY_PROGRAM NAMES clang-tidy-19 REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY ${CLANG_TIDY_PROGRAM} --quiet)
endif()
