"""What the checks share: finding source files, and C++ text with comments and literals blanked out."""

import pathlib
import re
import subprocess
import sys

SKIPPED = {".git", "build", "__pycache__", ".venv"}

_NOISE = re.compile(
    r"""//[^\n]*
      | /\*.*?\*/
      | R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)"
      | "(?:[^"\\\n]|\\.)*"
      | (?<![0-9A-Za-z_])'(?:[^'\\\n]|\\.)+'""",
    re.VERBOSE | re.DOTALL,
)


def files(root, *suffixes):
    """The files of the tree at root, sorted: what git tracks or would track, else all but output."""
    root = pathlib.Path(root)
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "."],
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0:
        paths = [root / name for name in set(listed.stdout.split("\0")) - {""}]
    else:
        paths = [p for p in root.rglob("*") if SKIPPED.isdisjoint(p.relative_to(root).parts)]
    return sorted(p for p in paths if p.is_file() and (not suffixes or p.suffix in suffixes))


def code(text):
    """C++ text of the same length and lines, in which comments and literals are blanks.

    Literals keep their quotes, so that `"x" {` does not look like `{`."""

    def blank(match):
        kept = re.sub(r"[^\n]", " ", match.group())
        return kept if match.group()[0] == "/" else '"' + kept[1:-1] + '"'

    return _NOISE.sub(blank, text)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def closing(text, at):
    """Where the bracket at text[at] is closed; the end of the text when it is not."""
    pairs = {"(": ")", "[": "]", "{": "}"}
    depth = 0
    for i in range(at, len(text)):
        if text[i] in pairs:
            depth += 1
        elif text[i] in pairs.values():
            depth -= 1
            if depth == 0:
                return i
    return len(text)


def report(faults, advice):
    """Prints the faults, and exits as ctest wants."""
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} found. {advice}")
        sys.exit(1)
