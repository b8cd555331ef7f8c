// The two times: a monotonic one for waiting and measuring, and the wall's for people and signatures.

#pragma once

#include <chrono>
#include <string>

namespace dynaferry {

using Ns = std::chrono::nanoseconds;
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

// "2026-01-02T03:04:05.678Z" (RFC 3339), for people, events and the journal.
[[nodiscard]] std::string rfc3339(WallTime at);
// "20260102T030405Z", for Signature V4.
[[nodiscard]] std::string compact_utc(WallTime at);

}  // namespace dynaferry
