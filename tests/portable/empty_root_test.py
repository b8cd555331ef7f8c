"""A portable program starts in a root directory that holds nothing else, and loads nothing from it.

    empty_root_test.py BUILD_DIRECTORY

Run by ctest in the portable build. Needs root or user namespaces; without both it says so and is
skipped (exit 77).
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
BOUND_BYTES = 15_000_000
# A lookup module that ends the process that loads it, as a machine's real one does when it belongs
# to another glibc. It needs no library, so that nothing else can keep it from loading.
TRAP = "__attribute__((constructor)) static void trap(void) { __builtin_trap(); }"


def enter(root):
    command = ["chroot", root]
    if os.geteuid() != 0:
        command = ["unshare", "--user", "--map-root-user", *command]
        if subprocess.run([*command[:3], "true"], capture_output=True).returncode != 0:
            print("neither root nor user namespaces: skipped")
            sys.exit(SKIPPED)
    return command


def run(root, program, *arguments):
    done = subprocess.run(
        [*enter(root), f"/{program}", *arguments], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, f"{program} ended with {done.returncode}: {done.stderr}{done.stdout}"
    return done.stdout


def holds_no_reference(binary):
    said = subprocess.run(["readelf", "-dl", binary], capture_output=True, text=True, check=True).stdout
    for word in ("NEEDED", "INTERP"):
        assert word not in said, f"{binary} is not static: {word}"
    assert binary.stat().st_size <= BOUND_BYTES, f"{binary} has {binary.stat().st_size} bytes"


def set_trap(root):
    modules = root / "lib" / f"{os.uname().machine}-linux-gnu"
    modules.mkdir(parents=True)
    source = root / "trap.c"
    source.write_text(TRAP)
    module = modules / "libnss_trap.so.2"
    subprocess.run(["g++", "-x", "c", "-shared", "-fPIC", "-nostdlib", source, "-o", module], check=True)
    (root / "etc").mkdir()
    lines = [f"{database}: trap files" for database in ("hosts", "passwd", "services")]
    (root / "etc" / "nsswitch.conf").write_text("\n".join(lines) + "\n")
    (root / "etc" / "hosts").write_text("127.0.0.1 here.example\n")


def main(build):
    for name in ("portable_probe", "dynaferry"):
        binary = pathlib.Path(build, name)
        if not binary.exists() and name == "dynaferry":
            continue
        holds_no_reference(binary)
        with tempfile.TemporaryDirectory(prefix="dynaferry-root-") as root:
            shutil.copy(binary, root)
            if name == "dynaferry":
                print(run(root, name, "--version"), end="")
                continue
            print(run(root, name, "127.0.0.1", "::1"), end="")
            set_trap(pathlib.Path(root))
            found = run(root, name, "here.example")
            assert "here.example: 127.0.0.1" in found, found


if __name__ == "__main__":
    main(sys.argv[1])
