#!/usr/bin/env python3
"""`./dev bench [NAME] [flags]`: runs one benchmark, or all; each NAME is a file NAME_bench.py here."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main():
    names = sorted(path.stem.removesuffix("_bench") for path in HERE.glob("*_bench.py"))
    words = sys.argv[1:]
    wanted = [word for word in words if word in names]
    unknown = [word for index, word in enumerate(words) if not word.startswith("-") and word not in names and
               not (index and words[index - 1].startswith("-"))]
    if unknown:
        print(f"bench: there is no {unknown[0]}; there is: {', '.join(names)}", file=sys.stderr)
        return 2
    flags = [word for word in words if word not in wanted]
    codes = [subprocess.run([sys.executable, str(HERE / f"{name}_bench.py"), *flags]).returncode for name in wanted or names]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
