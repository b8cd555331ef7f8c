# How this project builds its rooms: one flags target and a function per kind of target.

option(DYNAFERRY_WERROR "Treat warnings as errors" ON)
option(DYNAFERRY_STATIC "Link the program as static-pie" OFF)
option(DYNAFERRY_TESTS "Build the tests" ON)
option(DYNAFERRY_MUTANTS "Let tests switch on mistakes (src/core/mutant.h)" OFF)
set(DYNAFERRY_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(dynaferry_flags INTERFACE)
target_compile_options(dynaferry_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Wimplicit-fallthrough $<$<BOOL:${DYNAFERRY_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlaps in std::string that are not there (its bug 105651).
  target_compile_options(dynaferry_flags INTERFACE -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(dynaferry_flags INTERFACE
    -Wextra-semi -Wunused-member-function -Wcomma -Wrange-loop-analysis -Wunreachable-code
    -Wconditional-uninitialized -Wzero-as-null-pointer-constant
    # libstdc++ 12 itself calls what it deprecates (std::stable_sort); g++ still warns of our uses.
    -Wno-deprecated-declarations)
endif()
if(DYNAFERRY_STATIC)
  # What nobody calls is left out of a program that carries its libraries along.
  add_compile_options(-ffunction-sections -fdata-sections)
  add_link_options(-Wl,--gc-sections)
endif()
if(DYNAFERRY_SANITIZE)
  add_compile_options(-fsanitize=${DYNAFERRY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DYNAFERRY_SANITIZE})
endif()

# dynaferry_library(room SOURCES a.cc b.cc DEPS other_room third::party)
# A room: static library "df_<room>", headers beside sources, included as "room/file.h".
function(dynaferry_library room)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(df_${room} STATIC ${ARG_SOURCES})
  target_include_directories(df_${room} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(df_${room} PUBLIC ${ARG_DEPS} PRIVATE dynaferry_flags)
endfunction()

# dynaferry_program(name SOURCES main.cc DEPS df_cli)
# A program at build/<preset>/<name>, without symbols in a release build; static-pie when asked.
function(dynaferry_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  if(DYNAFERRY_STATIC)
    target_sources(${name} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/static_resolver.cc)
  endif()
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} dynaferry_flags)
  target_link_options(${name} PRIVATE
    $<$<CONFIG:Release>:-s>
    # Its relocations are half a megabyte smaller when packed.
    $<$<BOOL:${DYNAFERRY_STATIC}>:-static-pie> $<$<BOOL:${DYNAFERRY_STATIC}>:-Wl,-z,pack-relative-relocs>)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
endfunction()

# dynaferry_test(room SOURCES a_test.cc DEPS df_room)
# One test program per room; each TEST becomes a ctest case.
function(dynaferry_test name)
  if(NOT DYNAFERRY_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE ${ARG_DEPS} dynaferry_flags GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name}_test)
  set_tests_properties(${name} PROPERTIES TIMEOUT 900 LABELS unit)
endfunction()
