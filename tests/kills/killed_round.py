"""One state directory's life: a copy of several tables that is killed, typed again and killed again until it ends."""

import random
import threading
import time
from dataclasses import dataclass

import values
from accounts import index
from fault_proxy import meanwhile
from harness import KILL, Case, rows
from repeated_work import READ_AHEAD, RepeatedWork

# What a run is doing when its instant comes, and how often each is chosen.
KINDS = {"starting": 1, "looking": 1, "creating": 2, "reading": 2, "writing": 5, "ending": 2}
LONGEST_DELAY = {"starting": 0.06, "creating": 0.04, "ending": 0.004}
DELAY = 0.010

# name → keys, most items, size of each, settings. Names end in what stands in for DEV.
SHAPES = {
    "TEXT": ("id:S", 2500, 1000, {}),
    "NUMBER": ("id:N at:S", 1500, 300, {}),
    "BINARY": ("id:B at:B", 1200, 500, {}),
    "LOCAL": ("id:S at:N", 800, 400, {"attributes": {"n": "N"}, "LocalSecondaryIndexes": [index("by-n", "id", "n")]}),
    "GLOBAL": ("id:S", 800, 400, {"attributes": {"n": "N"}, "GlobalSecondaryIndexes": [index("by-n", "n", "id")]}),
    "BIG": ("id:S", 25, 60_000, {}),
    "EMPTY": ("id:S", 0, 0, {}),
    "AWKWARD": ("id:S", 0, 0, {}),
}


@dataclass(frozen=True)
class Instant:
    """`delay` seconds after request `number` of the action came; without an action, after the start."""

    kind: str
    delay: float
    action: str = ""
    number: int = 0


class KilledRound(Case):
    """The seed chooses tables, command and instants; what the machine makes of them is its own."""

    def __init__(self, seed, how, kills):
        super().__init__()
        self.seed, self.how, self.kills = seed, how, kills
        self.random = random.Random(seed)

    def __str__(self):
        return f"a copy that is killed; again: {self.how} --seed {self.seed} --kills 1"

    def runTest(self):
        names, count = self.make_tables()
        self.proxy = self.through_proxy(source=True)
        self.work_done = RepeatedWork({f"PROD-{name}": [part.split(":")[0] for part in SHAPES[name][0].split()]
                                       for name in names}, count)
        command = self.command(names)
        while True:
            instant = self.instant(len(names))
            outcome = self.life(command, instant)
            self.work_done.count(self.proxy.seen)
            self.proxy.clear()
            if outcome.code != -KILL:
                break
            self.kills[instant.kind] += 1
        self.assert_done(outcome)
        self.assert_equal_tables(*(f"DEV-{name}" for name in names))
        self.assert_writes_nothing_more(command, len(names))
        self.assert_little_repeated()

    def make_tables(self):
        names = self.random.sample(sorted(SHAPES), self.random.randint(2, 4))
        total = 0
        for name in names:
            keys, most, size, settings = SHAPES[name]
            self.source.make(f"DEV-{name}", keys, **settings)
            count = self.random.randint(most // 3, most)
            items = list(values.awkward_items()) if name == "AWKWARD" else list(rows(count, size, keys))
            self.source.put_all(f"DEV-{name}", items)
            total += len(items)
        return names, total

    def command(self, names):
        few = self.random.choice
        return ["copy", *(f"DEV-{name}" for name in names), "--segments", few([1, 2, "auto"]),
                "--concurrency", few([1, 4, 16]), "--tables-at-once", few([1, 4])]

    def instant(self, tables):
        """Of what can still happen; where less is left than it seems, the run ends before its instant."""
        missing = tables - len(self.dest.tables())
        kinds = [kind for kind in KINDS if missing or kind != "creating"]
        kind = self.random.choices(kinds, [KINDS[kind] for kind in kinds])[0]
        left = max(1, self.work_done.items - self.work_done.puts)
        action, most = {"starting": ("", 1), "looking": ("DescribeTable", 2 * tables), "creating": ("CreateTable", missing),
                        "reading": ("Scan", 4 + left // 400), "writing": ("BatchWriteItem", 1 + left // 25),
                        "ending": ("DescribeTable", tables)}[kind]
        return Instant(kind, self.random.uniform(0, LONGEST_DELAY.get(kind, DELAY)), action, self.random.randrange(most))

    def life(self, command, instant):
        """Runs the command, to the instant or to its end."""
        come = threading.Event()
        if instant.kind == "ending":
            self.proxy.add(instant.action, meanwhile(come.set), when=self.is_last_look(instant.number))
        elif instant.action:
            self.proxy.add(instant.action, meanwhile(come.set), first=instant.number)
        running = self.start(*command)

        def kill():
            come.wait()
            time.sleep(instant.delay)
            running.signal(KILL)

        killer = threading.Thread(target=kill)
        killer.start()
        if not instant.action:
            come.set()
        try:
            return self.noted(running.finish())
        finally:
            come.set()
            killer.join()
            self.proxy.wait_for_the_dead()

    def is_last_look(self, number):
        """Whether it asks once more about a source, after its last item; for the `number`th table that gets there."""
        described = []

        def when(request):
            if request.key != self.source.key:
                return False
            described.append(request.body["TableName"])
            return len(described) - len(set(described)) > number
        return when

    def assert_writes_nothing_more(self, command, tables):
        outcome = self.ferry(*command)
        self.assert_done(outcome)
        self.assertEqual(tables, outcome.out.count("was finished at"), outcome.said)
        self.assertEqual({"DescribeTable"}, self.proxy.actions())

    def assert_little_repeated(self):
        done = self.work_done
        self.assertGreaterEqual(done.puts_again, 0, "items were never sent and arrived")
        self.assertLessEqual(done.most_again, READ_AHEAD, "pages of one segment read again after one kill")
        self.assertLessEqual(done.puts_again, done.may_be_put_again, "more items put again than pages were read ahead")
