"""Every test that the promises and the fault matrix name exists.

    check_named_tests.py ROOT

In the pages below, `test_something` is a test of Python's, `Suite.name` one of GoogleTest's. An ellipsis stands for
what is left out of a name, such as all but the parameter of a test that is made for several.
"""

import pathlib
import re
import sys

from source_text import files, report

PAGES = ("docs/invariants.md", "docs/fault-matrix.md", "docs/architecture.md")
_QUOTED = re.compile(r"`([^`\n]+)`")
_OF_PYTHON = re.compile(r"(…|test_)[a-z0-9_…]+")
_OF_GTEST = re.compile(r"[A-Z]\w+\.(…|[a-z])[a-z0-9_…]*|…[a-z0-9_…]+")
_DEFINED = re.compile(r"^ *def (test_\w+)\(", re.MULTILINE)
_WITH_PARAMETERS = re.compile(r"^TEST_P\(\s*(\w+),\s*(\w+)\)", re.MULTILINE)
_PARAMETER = re.compile(r'"([a-z][a-z0-9_]+)"')
_MADE = re.compile(r"^(?:(?:TYPED_)?TEST(?:_F|_P)?|RC_GTEST_PROP)\(\s*(\w+),\s*(\w+)[,)]", re.MULTILINE)


def tests_of(root):
    names = set()
    for path in files(root):
        if path.name.endswith(("_test.py", "run.py", "_case.py")):
            names.update(_DEFINED.findall(path.read_text()))
        elif path.suffix in (".cc", ".h"):
            text = path.read_text()
            for suite, name in _MADE.findall(text):
                names.update((f"{suite}.{name}", name))
            for suite, name in _WITH_PARAMETERS.findall(text):
                names.update(f"{suite}.{name}/{parameter}" for parameter in _PARAMETER.findall(text))
    return names


def exists(word, names):
    pattern = re.compile(".*".join(map(re.escape, word.split("…"))))
    return any(pattern.fullmatch(name) for name in names)


def main(root):
    root = pathlib.Path(root).resolve()
    names, faults = tests_of(root), []
    for page in PAGES:
        path = root / page
        for number, line in enumerate(path.read_text().splitlines() if path.exists() else [], 1):
            for word in _QUOTED.findall(line):
                if (_OF_PYTHON.fullmatch(word) or _OF_GTEST.fullmatch(word)) and not exists(word, names):
                    faults.append(f"{page}:{number}: there is no test {word}")
    report(faults, "Correct the page, or bring the test back.")


if __name__ == "__main__":
    main(sys.argv[1])
