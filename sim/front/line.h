// The way between client and service: how long a call takes on it, and how much fits through
// (facts §6.2). A store-and-forward model: an answer leaves when the last of its bytes would have.
//
// Threading: one thread. Failure of reading: invalid.

#pragma once

#include <cstdint>
#include <string_view>

#include "core/error.h"
#include "core/random.h"
#include "core/time.h"

namespace dynaferry::sim {

struct LineOptions {
  Ns base{0};    // Of each call.
  Ns per_kb{0};  // Of what is sent, both ways.
  // One call in a hundred takes so much longer at least, one in ten thousand ten times that (a
  // Pareto tail, bounded at thirty times).
  Ns tail{0};
  std::uint64_t bytes_per_second = 0;  // Of each direction, all calls together; 0: unbounded.
};

class Line {
 public:
  Line(LineOptions options, std::uint64_t seed) : options_(options), random_(seed) {}

  // How long to wait, from `now` on, until a request has come in, and until an answer is out.
  [[nodiscard]] Ns request_takes(Ns now, std::size_t bytes);
  [[nodiscard]] Ns answer_takes(Ns now, std::size_t bytes);

 private:
  [[nodiscard]] Ns by_size(std::size_t bytes) const;
  [[nodiscard]] Ns tail();
  [[nodiscard]] Ns transfer(Ns now, std::size_t bytes, Ns& free_from) const;

  LineOptions options_;
  Random random_;
  Ns in_free_from_{0};
  Ns out_free_from_{0};
};

// "BASE[,PER_KB[,TAIL]]" into `options`.
[[nodiscard]] Result<> read_latency(std::string_view text, LineOptions& options);

}  // namespace dynaferry::sim
