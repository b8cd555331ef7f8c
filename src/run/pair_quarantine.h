// What a pair does with an item that its destination refuses, when it was told to quarantine such
// items: a line in the pair's quarantine (docs/formats/quarantine.md), then a word to the listener.
//
// Threading: one loop's thread. Failure: as sink::BadItems; nothing is told that was not written.

#pragma once

#include "journal/pair_store.h"
#include "model/table_description.h"
#include "run/listener.h"
#include "sink/sink.h"

namespace dynaferry::run {

class PairQuarantine final : public sink::BadItems {
 public:
  PairQuarantine(journal::OpenPair& open, Listener& listener, const Look& look, bool tell_keys)
      : open_(open),
        listener_(listener),
        pair_(look.pair),
        keys_(look.source->keys),
        tell_keys_(tell_keys) {}

  rt::Task<Result<>> set_aside(model::RawItem item, Error why) override;

 private:
  [[nodiscard]] std::string line_of(const model::RawItem& item, const Error& why) const;

  journal::OpenPair& open_;
  Listener& listener_;
  TablePair pair_;
  model::KeySchema keys_;
  bool tell_keys_;
};

}  // namespace dynaferry::run
