#!/usr/bin/env python3
"""Asks boto3 and the program which of many pairs of items are equal; all answers must agree.

    run.py --judge build/release/tests/equality/equal_items [--pairs 8000] [--seed N]

The digests are computed once more too, by canonical_item.py.
"""

import argparse
import base64
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from boto3.dynamodb.types import TypeDeserializer

sys.path.insert(0, str(Path(__file__).resolve().parent))

from canonical_item import Digester  # noqa: E402
from generator import Generator  # noqa: E402

SHOWN = 10


def with_bytes(value):
    """As botocore hands it to boto3: base64 decoded, everywhere."""
    ((kind, content),) = value.items()
    if kind == "B":
        return {"B": base64.b64decode(content)}
    if kind == "BS":
        return {"BS": [base64.b64decode(member) for member in content]}
    if kind == "L":
        return {"L": [with_bytes(element) for element in content]}
    if kind == "M":
        return {"M": {name: with_bytes(member) for name, member in content.items()}}
    return value


def same(one, other):
    """Python's equality, but for True == 1 and the like."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def is_equal_to_boto3(one, other):
    one, other = ({name: TypeDeserializer().deserialize(with_bytes(value)) for name, value in item.items()} for item in (one, other))
    return same(one, other)


def faults_of(pair, answer, digester):
    one, other = map(json.loads, pair)
    word, *digests = answer.split()
    wanted = "equal" if is_equal_to_boto3(one, other) else "different"
    if word != wanted:
        yield f"boto3 says {wanted}, the program says {answer}"
    elif digests != [*digester.item(one, ["pk"]), *digester.item(other, ["pk"])]:
        yield "digests are not those of canonical_item.py"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", required=True)
    parser.add_argument("--pairs", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    chosen = parser.parse_args()
    print(f"{chosen.pairs} pairs, --seed {chosen.seed}", flush=True)
    key = random.Random(chosen.seed).randbytes(16)
    pairs = list(Generator(chosen.seed).pairs(chosen.pairs))
    text = "".join(f"{line}\n" for pair in pairs for line in pair)
    run = subprocess.run([chosen.judge, key.hex(), "pk"], input=text.encode(), stdout=subprocess.PIPE, check=True)
    answers = run.stdout.decode().splitlines()
    if len(answers) != len(pairs):
        sys.exit(f"{len(answers)} answers to {len(pairs)} pairs")
    digester = Digester(key)
    found = [(pair, fault) for pair, answer in zip(pairs, answers) for fault in faults_of(pair, answer, digester)]
    for pair, fault in found[:SHOWN]:
        print(fault, *pair, sep="\n  ")
    words = Counter(answer.split()[0] for answer in answers)
    print(f"{dict(words)}; {len(found)} wrong")
    if min(words["equal"], words["different"]) < chosen.pairs // 5:
        sys.exit("too few of one kind: the generator shows nothing")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
