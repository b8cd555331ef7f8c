#include "sim/services/form_body.h"

#include <charconv>

namespace dynaferry::sim {
namespace {

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size()) {
      unsigned char byte = 0;
      const auto* const digits = text.data() + i + 1;
      const auto [end, failed] = std::from_chars(digits, digits + 2, byte, 16);
      if (failed != std::errc{} || end != digits + 2) {
        out += '%';
        continue;
      }
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

FormBody parse_form(std::string_view body) {
  FormBody form;
  while (!body.empty()) {
    const auto end = body.find('&');
    const auto pair = body.substr(0, end);
    const auto equals = pair.find('=');
    if (!pair.empty()) {
      form[decoded(pair.substr(0, equals))] =
          equals == std::string_view::npos ? std::string() : decoded(pair.substr(equals + 1));
    }
    if (end == std::string_view::npos) break;
    body.remove_prefix(end + 1);
  }
  return form;
}

std::optional<std::string_view> find_parameter(const FormBody& form, std::string_view name) {
  const auto found = form.find(name);
  if (found == form.end()) return std::nullopt;
  return std::string_view(found->second);
}

}  // namespace dynaferry::sim
