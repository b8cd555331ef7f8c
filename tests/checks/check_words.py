"""No machine's paths, no registry's host names, no names that say nothing.

    check_words.py ROOT
"""

import pathlib
import re
import sys

from source_text import files, report

# Written apart, so that this file does not find itself.
_HOSTS = ["pypi|org", "pythonhosted|org", "npmjs|org", "npmjs|com", "yarnpkg|com", "repo1|maven|org",
          "repo|maven|apache|org", "crates|io", "proxy|golang|org", "rubygems|org", "deb|debian|org",
          "security|debian|org", "apt|llvm|org", "nodesource|com"]
_ORIGINS = ["Clau|de", "Chat|GPT", "Co|pilot", "language mo|del", "as an A|I ", "A|I-generated"]
WORDS = [
    (re.compile(r"(?<![\w./$}-])/(?:work|root|Users)/[\w.]"), "a path of one machine"),
    (re.compile("|".join(re.escape(h.replace("|", ".")) for h in _HOSTS), re.I), "a registry's host name"),
    (re.compile("|".join(re.escape(w.replace("|", "")) for w in _ORIGINS), re.I), "how it was made"),
]
EMPTY_NAMES = {"util", "utils", "common", "helper", "helpers", "manager", "misc"}
EMPTY_WHOLE_NAMES = EMPTY_NAMES | {"impl", "base", "data", "info"}


def name_fault(path):
    stem = path.name.split(".")[0].lower()
    parts = set(re.split(r"[_-]", stem))
    if stem in EMPTY_WHOLE_NAMES or parts & EMPTY_NAMES:
        return "a name that says nothing; name it after its main type"
    return None


def main(root):
    root = pathlib.Path(root).resolve()
    faults = []
    for path in files(root):
        where = path.relative_to(root)
        fault = next(filter(None, (name_fault(pathlib.Path(part)) for part in where.parts)), None)
        if fault:
            faults.append(f"{where}: {fault}")
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            faults += [f"{where}:{number}: {what}: {m.group()}" for word, what in WORDS if (m := word.search(line))]
    report(faults, "CONTRIBUTING.md says what is kept out of the tree.")


if __name__ == "__main__":
    main(sys.argv[1])
