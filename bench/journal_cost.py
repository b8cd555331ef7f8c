"""What a journal costs a copy, by thread: the loop's is the process's first, all others are journals' (name
resolution has one, too, where an endpoint is no address)."""

import re
import subprocess
import sys
from pathlib import Path


def cpu_beside_the_loop(pid, before):
    """Seconds that the other threads ran so far; those that ended count as they were last seen, in `before`."""
    seen = dict(before)
    for task in Path(f"/proc/{pid}/task").glob("[0-9]*"):
        try:
            nanoseconds = int((task / "schedstat").read_text().split()[0])
        except (OSError, IndexError):
            continue  # It has just ended.
        if task.name != str(pid):
            seen[task.name] = nanoseconds / 1e9
    return seen


def syncs(command, directory, environment):
    """One whole copy under strace: how often each kind of thread waits for the disk."""
    trace = Path(directory) / "trace"
    done = subprocess.run(["strace", "-f", "-qq", "-e", "trace=execve,fsync,fdatasync", "-e", "signal=none", "-o", trace, *command],
                          cwd=directory, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"the copy under strace failed with {done.returncode}:\n{done.stdout}{done.stderr}")
    lines = trace.read_text().splitlines()
    loop = lines[0].split()[0]  # Who became the program.
    threads = [line.split()[0] for line in lines if re.search(r"\bf(data)?sync\(", line)]
    return {"loop": threads.count(loop), "beside": len(threads) - threads.count(loop)}
