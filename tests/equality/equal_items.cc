// What the program thinks of pairs of items: standard input holds one item a line, two lines a pair; each
// pair is answered by one line, as tests/equality/run.py reads it:
//
//   equal|different  key item  key item     the digests of either, in hexadecimal
//   corrupt  why
//
//   equal_items KEY-OF-32-HEXADECIMAL-DIGITS KEY-ATTRIBUTE…
//
// Digests and paths are both asked; if they disagree, the answer is "undecided".

#include <charconv>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "model/item_comparison.h"
#include "model/item_digest.h"

namespace {

using namespace dynaferry;

Result<std::string> verdict(model::ItemDigester& digester, const std::string& one,
                            const std::string& other) {
  DF_TRY(const auto first, digester.digest(one));
  DF_TRY(const auto second, digester.digest(other));
  DF_TRY(const auto paths, model::differing_paths(one, other));
  const bool are_equal = first.item == second.item;
  const std::string word = are_equal != paths.empty() ? "undecided"
                           : are_equal                ? "equal"
                                                      : "different";
  return word + " " + to_hex(first.key) + " " + to_hex(first.item) + " " + to_hex(second.key) +
         " " + to_hex(second.item);
}

bool read_key(std::string_view text, model::DigestKey& key) {
  if (text.size() != 2 * key.size()) return false;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char* const at = text.data() + 2 * i;
    if (std::from_chars(at, at + 2, key[i], 16).ptr != at + 2) return false;
  }
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  model::DigestKey key{};
  if (count < 3 || !read_key(arguments[1], key)) {
    std::cerr << "equal_items KEY-OF-32-HEXADECIMAL-DIGITS KEY-ATTRIBUTE…\n";
    return 2;
  }
  model::ItemDigester digester(key, {arguments + 2, arguments + count});
  std::string one;
  std::string other;
  while (std::getline(std::cin, one) && std::getline(std::cin, other)) {
    const auto found = verdict(digester, one, other);
    std::cout << (found ? *found : "corrupt " + found.error().text()) << '\n';
  }
}
