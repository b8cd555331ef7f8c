// Reads the messages that come one after another on a stream, keeping what was read too far.
//
// Failure: lost (the stream ended or broke within a message), invalid (see MessageParser).

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/error.h"
#include "net/message_parser.h"
#include "net/stream.h"
#include "rt/task.h"

namespace dynaferry::net {

class MessageReader {
 public:
  static constexpr std::size_t read_ahead = 16 * 1024;

  // The stream must outlive the reader.
  explicit MessageReader(Stream& stream) : stream_(stream), bytes_(read_ahead) {}

  // nullopt: the stream ended in good order before the first byte of a message.
  [[nodiscard]] rt::Task<Result<std::optional<Message>>> read(MessageParser::Kind kind,
                                                              std::uint64_t max_body);
  // Only the head, so that its sender may be answered before the body is asked for; then the rest.
  [[nodiscard]] rt::Task<Result<bool>> read_head(MessageParser& parser);
  [[nodiscard]] rt::Task<Result<>> read_body(MessageParser& parser);

  // Bytes have come since the last mark().
  [[nodiscard]] bool has_heard() const { return heard_; }
  void mark() { heard_ = false; }
  // Nothing was read too far.
  [[nodiscard]] bool is_drained() const { return begin_ == end_; }

 private:
  rt::Task<Result<bool>> fill();  // False: the stream has ended.
  Result<> feed(MessageParser& parser);

  Stream& stream_;
  std::vector<char> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool heard_ = false;
};

}  // namespace dynaferry::net
