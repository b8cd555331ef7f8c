"""Holds coroutines to plain awaits, `auto x = co_await f(named);`.

g++ 12 destroys an owning aggregate twice that was built inside a co_await operand, and newer
compilers have cousins of that bug; a capturing lambda that is a coroutine reads its captures after
it is gone. So: no braces, lambda or ?: inside an operand; no structured binding and no range-for
over what was awaited; no capturing lambda that is a coroutine.

    check_awaits.py ROOT
"""

import pathlib
import re
import sys

from source_text import closing, code, files, line_of, report

COROUTINE_WORD = re.compile(r"\bco_(?:await|return|yield)\b")
LAMBDA_START = re.compile(r"(?:^|[^\w\s\])\[]|\b(?:return|co_return|co_await|co_yield|case|else))\s*(\[)(?!\[)")


def operand_at(text, at):
    """The operand that begins at text[at]: up to the end of the expression that awaits it."""
    i = at
    while i < len(text):
        if text[i] in "([{":
            i = closing(text, i)
        elif text[i] in ")]};," or (text[i] == ":" and text[i - 1] != ":" and text[i + 1] != ":"):
            break
        i += 1
    return text[at:i]


def operand_faults(text):
    for match in re.finditer(r"\bco_await\b", text):
        operand = operand_at(text, match.end())
        if "{" in operand:
            yield match.start(), "braces or a lambda inside a co_await operand"
        elif "?" in operand:
            yield match.start(), "?: inside a co_await operand"


def binding_faults(text):
    for match in re.finditer(r"\][ \t\n]*=[ \t\n]*co_await\b", text):
        if re.search(r"\bauto\b[\s&]*\[[^\[\]]*$", text[: match.start()]):
            yield match.start(), "a structured binding on an awaited result"
    for match in re.finditer(r"\bfor\s*\([^;()]*[^:]:\s*co_await\b", text):
        yield match.start(), "a range-for over an awaited result"


def body_of_lambda(text, opening):
    """The span of the body's braces of the lambda whose captures open there, or None."""
    i = closing(text, opening) + 1
    while i < len(text):
        if text[i] in "([":
            i = closing(text, i)
        elif text[i] == "{":
            return i, closing(text, i)
        elif text[i] in ";,)]}=":
            return None
        i += 1
    return None


def lambda_faults(text):
    lambdas = []
    for match in LAMBDA_START.finditer(text):
        opening = match.start(1)
        body = body_of_lambda(text, opening)
        if body:
            lambdas.append((opening, text[opening + 1 : closing(text, opening)].strip(), *body))
    for opening, captures, begin, end in lambdas:
        inner = [(b, e) for _, _, b, e in lambdas if begin < b and e < end]
        words = (m.start() for m in COROUTINE_WORD.finditer(text, begin, end))
        own = any(not any(b < at < e for b, e in inner) for at in words)
        if captures and own:
            yield opening, "a capturing lambda that is a coroutine"


def faults_of(text):
    text = code(text)
    for kind in (operand_faults, binding_faults, lambda_faults):
        yield from ((line_of(text, at), what) for at, what in kind(text))


def main(root):
    root = pathlib.Path(root).resolve()
    faults = []
    for path in files(root, ".cc", ".h"):
        for line, what in sorted(faults_of(path.read_text())):
            faults.append(f"{path.relative_to(root)}:{line}: {what}")
    report(faults, "Name the value first, then await: auto x = co_await f(named);")


if __name__ == "__main__":
    main(sys.argv[1])
