// A value of the command line that is a list of parts, "items:1000,keys:S+N": each part has a name
// and says where its value goes.
//
// Any thread. Failure: a sentence for who typed it.

#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace dynaferry::sim {

class NamedParts {
 public:
  using Done = std::expected<void, std::string>;
  using Read = std::function<Done(std::string_view value)>;

  struct Bounds {
    std::uint64_t least = 0;
    std::uint64_t most = 1'000'000;
  };

  NamedParts& add(std::string_view name, Read read);
  // Where the value goes must outlive the reading, here and below.
  template <class Whole>
  NamedParts& whole(std::string_view name, Bounds bounds, Whole& into) {
    return add(name, [name, bounds, &into](std::string_view value) -> Done {
      const auto number = read_whole(name, value, bounds);
      if (!number) return std::unexpected(number.error());
      into = static_cast<Whole>(*number);
      return {};
    });
  }
  // 0 to 100, as a share of 1.
  NamedParts& percent(std::string_view name, double& into);
  NamedParts& text(std::string_view name, std::string& into);

  // "NAME:VALUE,NAME:VALUE"; what is not named stays as it is.
  [[nodiscard]] Done read(std::string_view text) const;
  [[nodiscard]] Done read_one(std::string_view name, std::string_view value) const;

  [[nodiscard]] static std::expected<std::uint64_t, std::string> read_whole(std::string_view name,
                                                                            std::string_view value,
                                                                            Bounds bounds);
  // "size:x is not …".
  [[nodiscard]] static std::unexpected<std::string> wrong(std::string_view name,
                                                          std::string_view value,
                                                          std::string_view wanted);

 private:
  std::map<std::string_view, Read> parts_;
};

}  // namespace dynaferry::sim
