#!/usr/bin/env bash
# Makes PREFIX/lib/libsimdjson.a and PREFIX/include from Debian's own source of the very version
# whose headers are installed. Debian has simdjson only as a shared library, and the portable
# program must not need one (docs/decisions/0002-portable-linking.md).
#
# Asks the archive that this machine already uses, with apt's own signature check, and leaves the
# machine's apt settings and lists alone: everything it needs lives below PREFIX.
#
#   cmake/static_simdjson.sh PREFIX
set -euo pipefail
prefix=$(realpath -m "$1")
version=$(dpkg-query -W -f '${source:Version}' libsimdjson-dev)
[ "$(cat "$prefix/version" 2>/dev/null)" != "$version" ] || exit 0

printf '==> building a static simdjson %s from its Debian source\n' "$version" >&2
work=$prefix/work
rm -rf "$prefix"
mkdir -p "$prefix/include" "$prefix/lib" "$work/lists/partial" "$work/cache/archives/partial"
trap 'tail -n 15 "$prefix/log" >&2; echo "static_simdjson: failed; the log is $prefix/log" >&2' ERR
exec 3>&1 >"$prefix/log" 2>&1

apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
  sort -u >"$work/sources.list"
apt=(apt-get -q -o APT::Sandbox::User="$(id -un)" -o Dir::Etc::sourcelist="$work/sources.list"
  -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache")
"${apt[@]}" update
cd "$work"
"${apt[@]}" source --download-only "simdjson=$version"
dpkg-source -x ./*.dsc source

# One file holds the whole library; which processor it runs on is found out at run time.
g++ -std=c++17 -O3 -DNDEBUG -fPIC -Isource/include -Isource/src -c source/src/simdjson.cpp -o simdjson.o
ar rcs "$prefix/lib/libsimdjson.a" simdjson.o
cp -r source/include/. "$prefix/include"
cd /
rm -rf "$work"
echo "$version" >"$prefix/version"
