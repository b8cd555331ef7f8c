"""One request of the differential test."""

from dataclasses import dataclass


@dataclass
class Request:
    action: str
    body: object
    why: str = "valid"  # What is wrong with it, in the generator's words.
