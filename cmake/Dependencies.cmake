# Third-party packages, all from Debian 12; docs/dependencies.md says why each is here.
if(DYNAFERRY_STATIC)
  set(OPENSSL_USE_STATIC_LIBS TRUE)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(ZLIB REQUIRED)
# libdeflate: Debian 12 ships no CMake package of it.
find_path(DYNAFERRY_DEFLATE_INCLUDE libdeflate.h REQUIRED)
find_library(DYNAFERRY_DEFLATE deflate REQUIRED)
add_library(deflate_dep INTERFACE)
target_include_directories(deflate_dep SYSTEM INTERFACE ${DYNAFERRY_DEFLATE_INCLUDE})
target_link_libraries(deflate_dep INTERFACE ${DYNAFERRY_DEFLATE})
find_package(SQLite3 REQUIRED)
if(DYNAFERRY_STATIC)
  # Debian ships libyaml-cpp.a, but its CMake package names only the shared library.
  find_library(DYNAFERRY_YAML_CPP yaml-cpp REQUIRED)
  add_library(yaml-cpp STATIC IMPORTED)
  set_target_properties(yaml-cpp PROPERTIES IMPORTED_LOCATION ${DYNAFERRY_YAML_CPP})
else()
  find_package(yaml-cpp REQUIRED)
endif()
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.81 EXACT REQUIRED)
if(DYNAFERRY_TESTS)
  find_package(GTest REQUIRED)
  find_package(rapidcheck REQUIRED)
endif()

# simdjson: Debian's shared library, or the static one that the portable recipe makes.
set(DYNAFERRY_SIMDJSON "" CACHE PATH "Prefix of a static simdjson; empty: the system's")
if(DYNAFERRY_SIMDJSON)
  add_library(simdjson_dep INTERFACE)
  target_include_directories(simdjson_dep SYSTEM INTERFACE ${DYNAFERRY_SIMDJSON}/include)
  target_link_libraries(simdjson_dep INTERFACE ${DYNAFERRY_SIMDJSON}/lib/libsimdjson.a)
else()
  find_package(simdjson REQUIRED)
  add_library(simdjson_dep INTERFACE)
  target_link_libraries(simdjson_dep INTERFACE simdjson::simdjson)
endif()

# Asio and Boost.JSON are compiled once, in rt and json; everyone else sees declarations only.
add_library(boost_dep INTERFACE)
target_include_directories(boost_dep SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
target_compile_definitions(boost_dep INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  BOOST_ALL_NO_LIB)
target_link_libraries(boost_dep INTERFACE Threads::Threads)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Asio 1.81 asks for coroutines by a macro that only g++ sets with -std=c++23.
  target_compile_definitions(boost_dep INTERFACE BOOST_ASIO_HAS_CO_AWAIT BOOST_ASIO_HAS_STD_COROUTINE)
endif()
