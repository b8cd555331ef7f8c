// One pair of tables on its way through `verify`.
//
// Threading and failure: as pair.h.

#pragma once

#include <memory>
#include <string>

#include "run/pair.h"
#include "run/pair_proof.h"
#include "run/request.h"
#include "run/world.h"

namespace dynaferry::run {

class PairVerify final : public Pair {
 public:
  PairVerify(World& world, const Request& request, TablePair pair);

  rt::Task<> describe() override;
  rt::Task<> look_closer() override;
  // The verify's journal; for a repair the destination, too, so that no copy writes into it meanwhile.
  void take() override;
  rt::Task<PairEnd> carry_out() override;
  void stop() override { proof_.stop(); }
  [[nodiscard]] bool is_at_work() const override { return proof_.is_at_work(); }

  [[nodiscard]] Look& look() override { return look_; }
  [[nodiscard]] PairProgress progress() const override;
  [[nodiscard]] PairEnd end_with(Exit exit, std::string note) const override;

 private:
  [[nodiscard]] bool have_same_keys() const;
  [[nodiscard]] PairEnd failed(const Error& error) const;
  void enter(Phase phase);

  World& world_;
  const Request& request_;
  Look look_;
  PairProof proof_;
  std::unique_ptr<journal::OpenPair> destination_;  // Held for a repair.
  Phase phase_ = Phase::waiting;
};

}  // namespace dynaferry::run
