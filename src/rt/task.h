// A Task is a lazy coroutine over Boost.Asio. It is awaited by the frame that made it, or given to
// a Scope that joins it. There is no detached work.
//
// House rules for coroutines: parameters by value, except references to long-lived services;
// awaits are plain, `auto x = co_await f(named);` (g++ 12 double-frees an owning aggregate built
// inside a co_await operand); no capturing lambda is a coroutine.

#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace dynaferry::rt {

template <class T = void>
using Task = boost::asio::awaitable<T>;

using Executor = boost::asio::any_io_executor;

}  // namespace dynaferry::rt
