// A machine for tests, and somebody who types at it: variables, files and words as a test wants them.

#pragma once

#include <iterator>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cli/environment.h"

namespace dynaferry::cli {

struct FakeFile {
  FakeFile(const char* words) : text(words) {}             // NOLINT: a test writes the text alone.
  FakeFile(std::string words) : text(std::move(words)) {}  // NOLINT: as above.
  static FakeFile unreadable() {
    FakeFile file("");
    file.readable = false;
    return file;
  }
  static FakeFile open_to_others(std::string words) {
    FakeFile file(std::move(words));
    file.others = true;
    return file;
  }

  std::string text;
  bool readable = true;
  bool others = false;
};

// "copy x --all" as a shell splits it; there are no quotes.
inline std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  const std::istream_iterator<std::string> first(stream), last;
  return {first, last};
}

using FakeFiles = std::map<std::string, FakeFile>;

inline Environment fake_environment(Variables variables, FakeFiles files = {},
                                    std::string input = {}) {
  variables.emplace("HOME", "/home/me");
  const auto read_file = [files](const std::string& path) -> Result<TextFile> {
    const auto found = files.find(path);
    if (found == files.end()) return fail(Fault::absent, "cannot read " + path + ": no such file");
    if (!found->second.readable) {
      return fail(Fault::refused, "cannot read " + path + ": permission denied");
    }
    return TextFile{found->second.text, found->second.others};
  };
  const auto read_input = [input]() -> Result<std::string> { return input; };
  return Environment{std::move(variables), read_file, read_input};
}

}  // namespace dynaferry::cli
