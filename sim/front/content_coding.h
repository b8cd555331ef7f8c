// The content codings that the service takes and gives (facts §1.2). Pure functions, any thread.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dynaferry::sim {

enum class Coding : unsigned char { identity, gzip, deflate };

// The coding that an Accept-Encoding header asks for: the highest q wins, then the first.
[[nodiscard]] Coding preferred_coding(std::string_view accept_encoding);
// The coding that a Content-Encoding header names; absent when it is none of ours.
[[nodiscard]] std::optional<Coding> coding_named(std::string_view content_encoding);

[[nodiscard]] std::string encode(Coding coding, std::string_view bytes);

struct Decoded {
  enum class End : unsigned char { whole, damaged, too_long };
  End end = End::whole;
  std::string bytes;
};
// Several gzip members may follow one another. Stops at `limit` bytes.
[[nodiscard]] Decoded decode(Coding coding, std::string_view bytes, std::size_t limit);

}  // namespace dynaferry::sim
