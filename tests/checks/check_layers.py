"""Holds every include and every link between rooms against src/layers.txt.

    check_layers.py ROOT
"""

import pathlib
import re
import sys

from source_text import code, files, line_of, report

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)


def read_layers(path):
    """-> ({room: rooms it may see}, {start of a third-party include path: rooms})"""
    rooms, outside = {}, {}
    for line in path.read_text().splitlines():
        line = line.split("#")[0].strip()
        if line:
            name, _, allowed = line.partition(":")
            table = outside if name.startswith("<") else rooms
            table[name.lstrip("<")] = set(allowed.split())
    return rooms, outside


def cycles(rooms):
    """A room may only see rooms on lines above its own: then there is no cycle."""
    seen = set()
    for room, allowed in rooms.items():
        for later in sorted(allowed - seen - ({"sim"} if room == "main" else set())):
            yield f"src/layers.txt: {room} sees {later}, which is not on a line above it"
        seen.add(room)


def room_of(path, root):
    parts = path.relative_to(root).parts
    if parts[0] == "sim":
        return "sim"
    return parts[1] if len(parts) > 2 else "main" if parts[1].startswith("main.") else None


def faults_of(path, root, rooms, outside):
    room = room_of(path, root)
    where = path.relative_to(root)
    if room is None:
        return
    if room not in rooms:
        yield f"{where}: src/layers.txt has no line for room {room}"
        return
    text = path.read_text()
    visible = code(text)
    allowed = rooms[room] | {room}
    for include in INCLUDE.finditer(text):
        # An include inside a comment is blank in `visible`.
        if not visible[include.start() : include.end()].strip():
            continue
        line = line_of(text, include.start())
        ours, theirs = include.groups()
        target = (ours or "").split("/")[0]
        if target in rooms and target not in allowed:
            yield f"{where}:{line}: {room} may not see {target}"
        for start, may in outside.items():
            if (theirs or ours).startswith(start) and room not in may:
                yield f"{where}:{line}: only {', '.join(sorted(may))} may include <{theirs or ours}>"


def link_faults(path, root, rooms):
    room = room_of(path, root)
    allowed = rooms.get(room, set()) | {room}
    for match in re.finditer(r"\bdf_(\w+)", path.read_text()):
        target = match.group(1)
        if room in rooms and target in rooms and target not in allowed:
            yield f"{path.relative_to(root)}: {room} may not link {target}"


def main(root):
    root = pathlib.Path(root).resolve()
    rooms, outside = read_layers(root / "src" / "layers.txt")
    faults = list(cycles(rooms))
    for top in ("src", "sim"):
        for path in files(root / top, ".cc", ".h"):
            faults += faults_of(path, root, rooms, outside)
        for path in files(root / top, ".txt"):
            if path.name == "CMakeLists.txt":
                faults += link_faults(path, root, rooms)
    report(faults, "src/layers.txt says who may see whom; docs/architecture.md says why.")


if __name__ == "__main__":
    main(sys.argv[1])
