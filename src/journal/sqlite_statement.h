// SQLite's statements, as sqlite_file.cc wants them. Included by nobody else.

#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace dynaferry::journal {

// One use of a prepared statement: binds, steps, reads columns, resets.
class SqliteStatement {
 public:
  explicit SqliteStatement(sqlite3_stmt* statement) : statement_(statement) {}
  ~SqliteStatement() { sqlite3_reset(statement_); }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  // The bytes must live until the statement is reset.
  SqliteStatement& blob(std::string_view bytes) {
    // A null pointer would bind NULL instead of the empty blob.
    const char* from = bytes.data() == nullptr ? "" : bytes.data();
    sqlite3_bind_blob64(statement_, next_++, from, bytes.size(), SQLITE_STATIC);
    return *this;
  }
  SqliteStatement& number(std::uint64_t value) {
    sqlite3_bind_int64(statement_, next_++, std::bit_cast<std::int64_t>(value));
    return *this;
  }
  SqliteStatement& null() {
    sqlite3_bind_null(statement_, next_++);
    return *this;
  }

  // On failure errno is the system's word, where it had one: SQLite itself forgets it in a COMMIT.
  int step() {
    errno = 0;
    return sqlite3_step(statement_);
  }

  [[nodiscard]] bool is(int column, int type) const {
    return sqlite3_column_type(statement_, column) == type;
  }
  [[nodiscard]] bool numbers(std::initializer_list<int> columns) const {
    return std::ranges::all_of(columns, [&](int column) { return is(column, SQLITE_INTEGER); });
  }
  [[nodiscard]] std::string bytes_at(int column) const {
    const void* from = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return from == nullptr ? std::string{} : std::string(static_cast<const char*>(from), size);
  }
  [[nodiscard]] std::uint64_t number_at(int column) const {
    return std::bit_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
  }

 private:
  sqlite3_stmt* statement_;
  int next_ = 1;
};

}  // namespace dynaferry::journal
