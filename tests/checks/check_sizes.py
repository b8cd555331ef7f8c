"""No file above 500 lines and no function above 60, unless size_exceptions.txt gives a reason.

    check_sizes.py ROOT

An exception that is no longer needed is a fault too.
"""

import ast
import pathlib
import re
import sys

from source_text import code, files, report

FILE_LINES = 500
FUNCTION_LINES = 60
PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.MULTILINE)
TEMPLATE = re.compile(r"\btemplate\s*<(?:[^<>]|<[^<>]*>)*>")
MEMBER_IN_BRACES = re.compile(
    r"\)\s*(?:noexcept\s*)?:(?!:)[^{}]*(?:\{[^{}]*\}[^{}]*)*\b\w+\s*$"  # `A::A() : size_{0}`
)


def read_exceptions(path):
    """Lines of `file: reason` or `file:function: reason`."""
    known = set()
    for line in path.read_text().splitlines() if path.exists() else []:
        line = line.strip()
        if line and not line.startswith("#"):
            name, separator, reason = line.rpartition(": ")
            if not separator or len(reason) < 10:
                sys.exit(f"{path.name}: a reason is missing: {line}")
            known.add(name)
    return known


def name_in(head):
    """The function's name in the text before its body; TEST(Room, does_it) keeps its arguments."""
    test = re.search(r"\b[A-Z][A-Z_]*\([^()]*\)\s*$", head)
    if test:
        return " ".join(test.group().split())
    found = re.search(r"(~?\w+|operator\s*[^\s\w]+)\s*\(", head)
    return found.group(1) if found else head.strip()[:40]


def cc_functions(text):
    """-> (name, first line, last line) of each function body, by its braces.

    A brace opens a function when what precedes it, back to the last statement, has a parameter list,
    and it stands in a namespace or a type. Lambdas count as part of the function around them."""
    text = PREPROCESSOR.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), code(text))
    scopes, head, parens = [], 0, 0
    for i, c in enumerate(text):
        inside = any(kind == "function" for kind, _, _ in scopes)
        if c in "()" and not inside:
            parens += 1 if c == "(" else -1
        elif c == "{":
            kind = "other" if inside or parens else kind_of(text[head:i])
            scopes.append((kind, name_in(text[head:i]), first_line(text, head)))
            if kind == "scope":
                head = i + 1
        elif c == "}" and scopes:
            kind, name, first = scopes.pop()
            if kind == "function":
                yield name, first, text.count("\n", 0, i) + 1
            if kind != "other":
                head = i + 1
        elif c == ";" and not inside and not parens and not any(k == "other" for k, _, _ in scopes):
            head = i + 1


def first_line(text, head):
    while head < len(text) and text[head].isspace():
        head += 1
    return text.count("\n", 0, head) + 1


def kind_of(head):
    head = TEMPLATE.sub("", head)
    if re.search(r"\b(?:namespace|extern)\b", head):
        return "scope"
    if MEMBER_IN_BRACES.search(head):
        return "other"
    parameters = "(" in re.sub(r"\b(?:alignas|decltype)\s*\([^()]*\)", "", head)
    if parameters and "=" not in outside_parameters(head):
        return "function"
    if re.search(r"\b(?:class|struct|union)\b", head):
        return "scope"
    return "other"


def outside_parameters(head):
    head = re.sub(r"operator\s*(?:<=>|[=!<>+\-*/%&|^]=?=?)", "", head)
    return re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", head)


def py_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno


def too_big(root):
    """-> (the exception's name, what to tell)"""
    for path in files(root, ".cc", ".h", ".py"):
        where = path.relative_to(root).as_posix()
        text = path.read_text()
        lines = text.count("\n")
        if lines > FILE_LINES:
            yield where, f"{where}: {lines} lines, more than {FILE_LINES}"
        for name, first, last in (py_functions if path.suffix == ".py" else cc_functions)(text):
            if last - first + 1 > FUNCTION_LINES:
                size = f"{last - first + 1} lines, more than {FUNCTION_LINES}"
                yield f"{where}:{name}", f"{where}:{first}: {name} has {size}"


def main(root):
    root = pathlib.Path(root).resolve()
    known = read_exceptions(root / "tests" / "checks" / "size_exceptions.txt")
    found = list(too_big(root))
    faults = [told for name, told in found if name not in known]
    needless = sorted(known - {name for name, _ in found})
    faults += [f"size_exceptions.txt: not needed any more: {name}" for name in needless]
    report(faults, "Split it, or write the reason into tests/checks/size_exceptions.txt.")


if __name__ == "__main__":
    main(sys.argv[1])
