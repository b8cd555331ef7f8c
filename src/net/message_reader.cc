#include "net/message_reader.h"

#include <cstring>

namespace dynaferry::net {
namespace {

Error cut_off() {
  Error error{Fault::lost, "the connection ended within a message"};
  error.code = "ConnectionLost";
  return error;
}

}  // namespace

rt::Task<Result<std::optional<Message>>> MessageReader::read(MessageParser::Kind kind,
                                                             std::uint64_t max_body) {
  MessageParser parser(kind, max_body);
  auto begun = co_await read_head(parser);
  if (!begun) co_return fail(std::move(begun).error());
  if (!*begun) co_return std::optional<Message>();
  auto ended = co_await read_body(parser);
  if (!ended) co_return fail(std::move(ended).error());
  co_return std::optional<Message>(std::move(parser.message()));
}

rt::Task<Result<bool>> MessageReader::read_head(MessageParser& parser) {
  bool any = begin_ != end_;
  for (;;) {
    auto fed = feed(parser);
    if (!fed) co_return fail(std::move(fed).error());
    if (parser.is_head_done()) co_return true;
    auto more = co_await fill();
    if (!more) co_return fail(std::move(more).error());
    if (!*more && any) co_return fail(cut_off());
    if (!*more) co_return false;
    any = true;
  }
}

rt::Task<Result<>> MessageReader::read_body(MessageParser& parser) {
  while (!parser.is_done()) {
    auto fed = feed(parser);
    if (!fed) co_return fail(std::move(fed).error());
    if (parser.is_done()) break;
    bool goes_on = true;
    if (const auto room = parser.body_room(); !room.empty()) {
      auto size = co_await stream_.read_some(room);
      if (!size) co_return fail(std::move(size).error());
      parser.body_received(*size);
      goes_on = *size > 0;
    } else {
      auto more = co_await fill();
      if (!more) co_return fail(std::move(more).error());
      goes_on = *more;
    }
    if (goes_on) continue;
    auto whole = parser.put_end();
    if (!whole) co_return fail(std::move(whole).error());
    if (!*whole) co_return fail(cut_off());
  }
  co_return Result<>{};
}

rt::Task<Result<bool>> MessageReader::fill() {
  if (begin_ > 0) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == bytes_.size())
    bytes_.resize(2 * bytes_.size());  // A long head; the parser bounds it.
  const std::span<char> room(bytes_.data() + end_, bytes_.size() - end_);
  auto size = co_await stream_.read_some(room);
  if (!size) co_return fail(std::move(size).error());
  end_ += *size;
  if (*size > 0) heard_ = true;
  co_return *size > 0;
}

Result<> MessageReader::feed(MessageParser& parser) {
  if (begin_ == end_) return {};
  DF_TRY(const auto used, parser.put({bytes_.data() + begin_, end_ - begin_}));
  begin_ += used;
  if (begin_ == end_) begin_ = end_ = 0;
  return {};
}

}  // namespace dynaferry::net
