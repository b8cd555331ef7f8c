"""What a copy that is killed again and again does twice, counted from the requests that reach the server."""

import json
from collections import defaultdict

READ_AHEAD = 2  # Pages of an open segment that are read and not yet recorded: copy::Options.


class RepeatedWork:
    """Told each life's requests in turn. `keys` has the names of each destination's key attributes."""

    def __init__(self, keys, items):
        self.keys, self.items = keys, items
        self.pages = defaultdict(list)  # (table, segment) → [where a page begins, its items], in the order of the scan.
        self.lives, self.puts, self.pages_again, self.most_again, self.may_be_put_again = 0, 0, 0, 0, 0

    puts_again = property(lambda self: self.puts - self.items)

    def count(self, requests):
        asked = defaultdict(list)
        put = set()
        for request in requests:
            if request.action == "Scan" and request.body["TableName"] not in self.keys:
                pages = asked[request.body["TableName"], request.body.get("Segment", 0)]
                begin = json.dumps(request.body.get("ExclusiveStartKey"), sort_keys=True)
                if not pages or pages[-1][0] != begin:  # Else the same page, because its answer was lost.
                    pages.append([begin, 0])
                if request.status == 200:
                    pages[-1][1] = json.loads(request.answer)["Count"]
            for table, entries in request.body.get("RequestItems", {}).items():
                put.update((table, self.key_of(table, entry["PutRequest"]["Item"])) for entry in entries)
        for segment, pages in asked.items():
            self.join(self.pages[segment], pages)
        self.puts += len(put)
        self.lives += 1

    def join(self, known, pages):
        """A segment goes on where a page began that was known already, or behind the last one."""
        begins = [begin for begin, _ in known]
        at = begins.index(pages[0][0]) if pages[0][0] in begins else len(known)
        again = known[at:]
        self.pages_again += len(again)
        self.most_again = max(self.most_again, len(again))
        self.may_be_put_again += sum(count for _, count in again)
        known[at:] = pages

    def key_of(self, table, item):
        return tuple(json.dumps(item[name]) for name in self.keys[table])
