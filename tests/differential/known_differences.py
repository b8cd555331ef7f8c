"""Where the simulator and DynamoDB Local differ on purpose, each with its reason.

A difference is known when action, field and the optional test agree. `reason` says who is right and how we
know; a difference without such a reason is a fault of the simulator.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    reason: str
    field: str  # As in answers.compare: status, error, message, crc, paging, items, "answer.Name"; regular expression.
    action: str = ".*"
    why: str = ".*"  # The generator's word for the request.
    local: str = ".*"  # What DynamoDB Local said.

    def covers(self, request, field, local):
        return all(re.fullmatch(pattern, text, re.DOTALL) for pattern, text in (
            (self.field, field), (self.action, request.action), (self.why, request.why), (self.local, str(local))))


KNOWN = [
    Known("DynamoDB Local answers 500 to a body that is not a JSON object; the service answers 400 SerializationException "
          "(facts 9.1)", "status", why="empty body|cut off|a list|null|a text", local="500.*"),
    Known("the service has its own words for what the parser of DynamoDB Local refuses", "message",
          why="empty body|cut off|a list.*|null.*|a text.*|a number.*|an unknown.*|unknown.*|.*quotes|bad base64"),
    Known("the service takes no 0e126, DynamoDB Local does (facts 9.1)", "status", why="bad number.*", local="200.*"),
]


def known(request, field, local):
    for entry in KNOWN:
        if entry.covers(request, field, local):
            return entry
    return None
