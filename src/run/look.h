// What both sides say of a pair's tables, for whoever copies or compares them.
//
// Threading: one loop's thread. Nothing is changed. Failure: problems in the look.

#pragma once

#include <string>

#include "journal/state_directory.h"
#include "run/listener.h"
#include "run/problem.h"
#include "run/world.h"

namespace dynaferry::run {

// Of an error of look_again() that is about the source: the innermost but one thing it was doing.
inline constexpr const char* looking_at_the_source_again = "looking at the source once more";
inline constexpr const char* untouched = "nothing was created or written";

// Describes the source; one that is not there, or not to be read now, is a problem.
rt::Task<> look_at_source(World& world, Look& look);
// Describes the destination, or finds that there is none: look.creates.
rt::Task<> look_at_destination(World& world, Look& look);
// Whatever names and credentials say, both descriptions may be of one table: a problem.
void refuse_one_table_twice(Look& look);

void add_problem(Look& look, Exit exit, std::string what, std::string next);
void add_problem(World& world, Look& look, const Error& error, const Side& side);

// That a journal cannot be taken.
void add_state_problem(Look& look, const Error& error);

// That a table is not the one that was looked at: conflict with re_created_code.
[[nodiscard]] Error re_created();

// Looks once more, when the work is done: exit code 0 is about these two tables. The destination, as it
// is now. Faults: re_created(), and as Catalog::describe().
rt::Task<Result<model::TableDescription>> look_again(World& world, const Look& look);

[[nodiscard]] Place place_of(const World& world, const Look& look, const Side& side,
                             std::string doing);
// What names the pair's journal; needs the source's description.
[[nodiscard]] journal::PairNames names_of(const World& world, const Look& look);

}  // namespace dynaferry::run
