// A clock that a test sets. Nothing can wait by it.

#pragma once

#include <functional>

#include "rt/loop.h"

namespace dynaferry::ui {

struct FixedClock final : rt::Clock {
  [[nodiscard]] Ns now() const override { return time; }
  [[nodiscard]] WallTime wall() const override {
    return WallTime(std::chrono::duration_cast<std::chrono::milliseconds>(time));
  }
  [[nodiscard]] rt::Timer at(Ns, std::function<void()>) override { return {}; }
  rt::Task<> sleep(Ns) override { co_return; }

  Ns time{0};
};

}  // namespace dynaferry::ui
