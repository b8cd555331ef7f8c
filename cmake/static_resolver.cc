// Linked into static programs only (dynaferry_program does it).
//
// glibc finds hosts, users and services through the modules that the machine's /etc/nsswitch.conf
// names. "files" and "dns" are inside a static program; for any other (resolve, myhostname, mdns4,
// sss …) it would load the machine's shared library, and with it the machine's own libc: where that
// is another version than the one linked in, the process dies at the first lookup (measured, see
// docs/decisions/0002-portable-linking.md). So a static program asks files and DNS, and nothing else.

#include <nss.h>

#include <initializer_list>

namespace {

[[gnu::constructor]] void use_built_in_lookups() {
  __nss_configure_lookup("hosts", "files dns");
  for (const char* database : {"passwd", "group", "services", "protocols", "networks"}) {
    __nss_configure_lookup(database, "files");
  }
}

}  // namespace
