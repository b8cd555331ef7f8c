#include "journal/sqlite_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "journal/sqlite_statement.h"
#include "journal/sync.h"

namespace dynaferry::journal {

namespace {

namespace fs = std::filesystem;

// Compared word for word with what the file holds: a bit flipped in a schema changes what the
// rows mean.
constexpr std::array<std::pair<const char*, const char*>, 3> tables{{
    {"fact",
     "CREATE TABLE fact(name BLOB PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL) "
     "WITHOUT ROWID"},
    {"head",
     "CREATE TABLE head(id INTEGER PRIMARY KEY, commits INTEGER NOT NULL, facts INTEGER NOT NULL, "
     "segments INTEGER NOT NULL, total INTEGER NOT NULL, checksum INTEGER NOT NULL)"},
    {"segment",
     "CREATE TABLE segment(number INTEGER PRIMARY KEY, of INTEGER NOT NULL, last_evaluated_key "
     "BLOB, finished INTEGER NOT NULL, items INTEGER NOT NULL, bytes INTEGER NOT NULL, quarantined "
     "INTEGER NOT NULL, checksum INTEGER NOT NULL)"},
}};

fs::path with_suffix(const fs::path& path, const char* suffix) {
  auto name = path;
  name += suffix;
  return name;
}

// What SQLite keeps beside a file. Without the file they are leftovers of a forgotten one, and
// SQLite would replay an old log into a new journal.
Result<> remove_leftovers(const fs::path& path) {
  for (const char* suffix : {"-wal", "-shm", "-journal"}) {
    const auto leftover = with_suffix(path, suffix);
    if (::unlink(leftover.c_str()) != 0 && errno != ENOENT) {
      return fail(system_error("remove", leftover, errno));
    }
  }
  return {};
}

// What a URI takes for its own signs is escaped.
std::string uri_path(const fs::path& path) {
  std::string out;
  for (const char c : path.string()) {
    if (c == '%' || c == '?' || c == '#') {
      out += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::uint32_t big_endian(const unsigned char* at) {
  return std::uint32_t{at[0]} << 24U | std::uint32_t{at[1]} << 16U | std::uint32_t{at[2]} << 8U |
         std::uint32_t{at[3]};
}

// Looks at the first bytes before SQLite does, which would change a foreign database on opening it.
Result<> check_first_bytes(const fs::path& path) {
  std::array<unsigned char, 100> bytes{};  // https://sqlite.org/fileformat.html §1.3
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(system_error("open journal", path, errno));
  const auto got = ::pread(file, bytes.data(), bytes.size(), 0);
  const int error_number = errno;
  ::close(file);
  if (got < 0) return fail(system_error("read journal", path, error_number));
  if (std::cmp_less(got, bytes.size())) {
    return fail(Fault::corrupt, fmt::format("journal \"{}\" is cut off", path.string()));
  }
  const bool sqlite = std::memcmp(bytes.data(), "SQLite format 3", 16) == 0;
  if (!sqlite || big_endian(&bytes[68]) != SqliteFile::application_id) {
    return fail(Fault::invalid,
                fmt::format("\"{}\" is not a dynaferry journal, or its first bytes are damaged",
                            path.string()));
  }
  const auto format = big_endian(&bytes[60]);
  if (format != SqliteFile::format) {
    return fail(Fault::invalid,
                fmt::format("journal \"{}\" has format {}, this program reads format {}: use the "
                            "dynaferry that wrote it, or a newer one",
                            path.string(), format, SqliteFile::format));
  }
  if (bytes[18] != 2 || bytes[19] != 2) {
    return fail(Fault::corrupt,
                fmt::format("journal \"{}\": its first bytes are damaged", path.string()));
  }
  return {};
}

bool is_corruption(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR:  // Our SQL is constant; only a damaged schema makes it wrong.
    case SQLITE_SCHEMA: return true;
    default: return code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_CORRUPTFS;
  }
}

}  // namespace

void SqliteFile::Finalizer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

SqliteFile::~SqliteFile() {
  for (auto* statement :
       {&begin_, &commit_, &put_fact_, &put_segment_, &forget_segments_, &put_head_}) {
    statement->reset();
  }
  // Moves the log into the file, when the disk allows it; otherwise the log stays, and counts.
  sqlite3_close_v2(database_);
}

Result<std::unique_ptr<SqliteFile>> SqliteFile::open(const fs::path& path) {
  std::error_code failed;
  const auto type = fs::symlink_status(path, failed).type();
  if (type == fs::file_type::not_found) {
    if (auto created = create(path); !created) return fail(created.error());
  } else if (failed) {
    return fail(system_error("open journal", path, failed.value()));
  }
  if (auto checked = check_first_bytes(path); !checked) return fail(checked.error());
  std::unique_ptr<SqliteFile> file(new SqliteFile(path));
  if (auto connected = file->connect(); !connected) return fail(connected.error());
  if (auto logs = file->expect("PRAGMA journal_mode", "wal"); !logs) return fail(logs.error());
  if (auto checked = file->check_schema(); !checked) return fail(checked.error());
  if (auto ready = file->prepare(); !ready) return fail(ready.error());
  return file;
}

// Made under another name and renamed when whole, so that an empty or half-made file is never
// taken for a journal that remembers nothing.
Result<> SqliteFile::create(const fs::path& path) {
  const auto fresh = with_suffix(path, ".new");
  for (const auto& of : {path, fresh}) {
    if (auto removed = remove_leftovers(of); !removed) return removed;
  }
  if (::unlink(fresh.c_str()) != 0 && errno != ENOENT) {
    return fail(system_error("remove", fresh, errno));
  }
  const int made = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0) return fail(system_error("create journal", fresh, errno));
  ::close(made);
  {
    SqliteFile file(fresh);
    if (auto connected = file.connect(); !connected) return connected;
    if (auto laid_out = file.lay_out(); !laid_out) return laid_out;
  }
  if (auto synced = sync_path(fresh); !synced) return synced;
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    return fail(system_error("create journal", path, errno));
  }
  return sync_path(path.has_parent_path() ? path.parent_path() : fs::path("."));
}

Result<std::optional<Contents>> SqliteFile::peek(const fs::path& path) {
  const auto log = with_suffix(path, "-wal");
  std::error_code failed;
  if (fs::file_size(log, failed) > 0 && !failed) return std::nullopt;
  if (auto checked = check_first_bytes(path); !checked) return fail(checked.error());
  SqliteFile file(path);
  if (auto connected = file.connect(true); !connected) return fail(connected.error());
  if (auto checked = file.check_schema(); !checked) return fail(checked.error());
  DF_TRY(auto contents, file.load());
  return contents;
}

Result<> SqliteFile::connect(bool read_only) {
  // Immutable: SQLite makes no file beside it and takes no lock.
  const auto name = read_only ? "file:" + uri_path(path_) + "?immutable=1" : path_.string();
  const int flags = SQLITE_OPEN_NOMUTEX |
                    (read_only ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI : SQLITE_OPEN_READWRITE);
  errno = 0;
  if (sqlite3_open_v2(name.c_str(), &database_, flags, nullptr) != SQLITE_OK) {
    return fail(sql_error("open"));
  }
  sqlite3_extended_result_codes(database_, 1);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_busy_timeout(database_, 2000);  // A reader that looks at a running journal.
  return execute("PRAGMA cell_size_check=ON; PRAGMA synchronous=FULL");
}

Result<> SqliteFile::lay_out() {
  const auto id =
      fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", application_id, format);
  if (auto begun = execute("BEGIN"); !begun) return begun;
  for (const auto& [name, sql] : tables) {
    if (auto made = execute(sql); !made) return made;
  }
  if (auto made = execute("INSERT INTO head VALUES(1,0,0,0,0,0)"); !made) return made;
  if (auto made = execute(id.c_str()); !made) return made;
  if (auto ready = prepare(); !ready) return ready;
  if (auto made = put_head(); !made) return made;
  if (auto made = execute("COMMIT"); !made) return made;
  return execute("PRAGMA journal_mode=WAL");
}

Result<> SqliteFile::check_schema() {
  if (auto same = expect("PRAGMA user_version", std::to_string(format)); !same) return same;
  DF_TRY(const auto schema, prepared("SELECT name, sql FROM sqlite_schema ORDER BY name"));
  SqliteStatement row(schema.get());
  int code = row.step();
  for (const auto& [name, sql] : tables) {
    if (code != SQLITE_ROW || row.bytes_at(0) != name || row.bytes_at(1) != sql) {
      return fail(damaged("its schema"));
    }
    code = row.step();
  }
  if (code != SQLITE_DONE) return fail(damaged("its schema"));
  return expect("PRAGMA integrity_check(1)", "ok");
}

Result<> SqliteFile::expect(const char* sql, std::string_view answer) {
  DF_TRY(const auto question, prepared(sql));
  SqliteStatement row(question.get());
  if (row.step() != SQLITE_ROW) return fail(sql_error("read"));
  const auto given = row.bytes_at(0);
  if (given != answer) return fail(damaged(sql));
  return {};
}

Result<> SqliteFile::prepare() {
  const std::array<std::pair<Prepared*, const char*>, 6> statements{{
      {&begin_, "BEGIN IMMEDIATE"},
      {&commit_, "COMMIT"},
      {&put_fact_, "REPLACE INTO fact VALUES(?,?,?)"},
      {&put_segment_, "REPLACE INTO segment VALUES(?,?,?,?,?,?,?,?)"},
      {&forget_segments_, "DELETE FROM segment"},
      {&put_head_, "UPDATE head SET commits=?,facts=?,segments=?,total=?,checksum=? WHERE id=1"},
  }};
  for (const auto& [into, sql] : statements) {
    DF_TRY(*into, prepared(sql));
  }
  return {};
}

Result<> SqliteFile::execute(const char* sql) {
  errno = 0;
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return fail(sql_error("set up"));
  }
  return {};
}

Result<SqliteFile::Prepared> SqliteFile::prepared(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  errno = 0;
  if (sqlite3_prepare_v3(database_, sql, -1, 0, &statement, nullptr) != SQLITE_OK) {
    return fail(sql_error("read"));
  }
  return Prepared(statement);
}

Error SqliteFile::sql_error(std::string_view what) const {
  const int error_number = errno;
  const int code = sqlite3_extended_errcode(database_);
  auto text =
      fmt::format("journal \"{}\": cannot {}: {}", path_.string(), what, sqlite3_errmsg(database_));
  const int kind = code & 0xff;
  const bool by_system = kind == SQLITE_IOERR || kind == SQLITE_FULL || kind == SQLITE_CANTOPEN;
  if (by_system && error_number != 0) {
    text += fmt::format(" ({})", std::generic_category().message(error_number));
  }
  return Error{is_corruption(code) ? Fault::corrupt : Fault::internal, std::move(text)};
}

Error SqliteFile::damaged(std::string_view what) const {
  return Error{Fault::corrupt,
               fmt::format("journal \"{}\" is damaged: {} fails its check", path_.string(), what)};
}

}  // namespace dynaferry::journal
