#include "sim/front/content_coding.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include "core/check.h"

namespace dynaferry::sim {
namespace {

constexpr int gzip_window = 15 + 16;
constexpr int zlib_window = 15;

int window_of(Coding coding) { return coding == Coding::gzip ? gzip_window : zlib_window; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
    text.remove_suffix(1);
  }
  return text;
}

bool same_word(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case, {},
                            [](char c) { return std::tolower(static_cast<unsigned char>(c)); });
}

double quality_of(std::string_view parameters) {
  const auto at = parameters.find("q=");
  return at == std::string_view::npos
             ? 1.0
             : std::strtod(std::string(parameters.substr(at + 2)).c_str(), nullptr);
}

Bytef* writable(const char* bytes) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes));
}

}  // namespace

std::optional<Coding> coding_named(std::string_view content_encoding) {
  const auto name = trimmed(content_encoding);
  if (name.empty() || same_word(name, "identity")) return Coding::identity;
  if (same_word(name, "gzip")) return Coding::gzip;
  if (same_word(name, "deflate")) return Coding::deflate;
  return std::nullopt;
}

Coding preferred_coding(std::string_view accept_encoding) {
  Coding best = Coding::identity;
  double best_quality = 0;
  while (!accept_encoding.empty()) {
    const auto comma = std::min(accept_encoding.find(','), accept_encoding.size());
    const auto choice = accept_encoding.substr(0, comma);
    accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
    const auto semicolon = std::min(choice.find(';'), choice.size());
    const auto name = trimmed(choice.substr(0, semicolon));
    const auto coding = name == "*" ? Coding::gzip : coding_named(name);
    const auto quality = quality_of(choice.substr(semicolon));
    if (!coding || name.empty() || quality <= best_quality) continue;
    best = *coding;
    best_quality = quality;
  }
  return best;
}

std::string encode(Coding coding, std::string_view bytes) {
  if (coding == Coding::identity) return std::string(bytes);
  z_stream stream{};
  check(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, window_of(coding), 8, Z_DEFAULT_STRATEGY) ==
            Z_OK,
        "simulator: zlib does not start");
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = writable(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = writable(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  check(deflate(&stream, Z_FINISH) == Z_STREAM_END, "simulator: zlib does not end");
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Decoded decode(Coding coding, std::string_view bytes, std::size_t limit) {
  if (coding == Coding::identity) return {Decoded::End::whole, std::string(bytes)};
  Decoded decoded;
  z_stream stream{};
  check(inflateInit2(&stream, window_of(coding)) == Z_OK, "simulator: zlib does not start");
  stream.next_in = writable(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::array<char, 65'536> piece;  // NOLINT(*-member-init): 64 KB for each call.
  int state = Z_OK;
  while (state == Z_OK && decoded.bytes.size() <= limit) {
    stream.next_out = writable(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&stream, Z_NO_FLUSH);
    decoded.bytes.append(piece.data(), piece.size() - stream.avail_out);
    if (state == Z_STREAM_END && stream.avail_in > 0 && coding == Coding::gzip) {
      state = inflateReset(&stream);
    }
  }
  inflateEnd(&stream);
  if (decoded.bytes.size() > limit) {
    decoded.end = Decoded::End::too_long;
  } else if (state != Z_STREAM_END || stream.avail_in > 0) {
    decoded.end = Decoded::End::damaged;
  }
  return decoded;
}

}  // namespace dynaferry::sim
