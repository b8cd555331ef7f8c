// The program's own journals, in files of a real directory, as a simulated process can have them:
// written where they are asked for, without the thread that would not know of virtual time.
//
// Threading: one loop's thread. Failure: as journal/pair_store.h.

#pragma once

#include <filesystem>
#include <memory>

#include "journal/pair_store.h"
#include "rt/loop.h"

namespace dynaferry::simulation {

[[nodiscard]] std::unique_ptr<journal::PairStore> file_journals(rt::Loop& loop,
                                                                std::filesystem::path directory);

}  // namespace dynaferry::simulation
