#include "sim/front/text_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace dynaferry::sim {

std::expected<std::string, std::string> read_text_file(const std::string& path) {
  const auto failed = [&path] {
    return std::unexpected(path + " cannot be read: " + std::generic_category().message(errno));
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) return failed();
  std::string text;
  std::array<char, 4096> piece{};
  while (const auto size = std::fread(piece.data(), 1, piece.size(), file.get())) {
    text.append(piece.data(), size);
  }
  if (std::ferror(file.get()) != 0) return failed();  // A directory is one only now.
  return text;
}

}  // namespace dynaferry::sim
