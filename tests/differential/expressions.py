"""Expressions from a seed: conditions, updates and projections over the attributes that `document` gives items.

An `Expressions` belongs to one request: it collects the placeholders that its texts use.
"""

import re

REFUSED_CONDITIONS = [
    "n =", "= :a", "n = :a AND", "(n = :a", "n = :a)", "((n = :a))", "n == :a", "n != :a", "n = 5", "n = 'x'", "n", ":a", "(n)",
    "key = :a", "#undefined = :a", "n = :undefined", "n = n", "m.k <> m.k", "foo(n)", "SIZE(n) = :a", "size(n)", "contains(s)",
    "begins_with(s, :a, :a)", "attribute_exists(:a)", "attribute_exists(n, s)", "attribute_exists()", "attribute_type(s, :bad)",
    "n IN ()", "n IN :a", "n IN (n)", "n BETWEEN :a", "n BETWEEN :hi AND :lo", "n BETWEEN :a AND :set", "n < :set", "n < :flag",
    "begins_with(s, :a)", "size(:a) = :a", "l[-1] = :a", "l[a] = :a", "l[00] = :a", "l[4294967296] = :a", "m..k = :a", "m. = :a",
    "contains(s, :s) = :a", "if_not_exists(n, :a) = :a", "n + :a = :a", "_x = :a", "1x = :a", "x-y = :a", "in = :a", "not = :a",
    "", "  ", "n = :a" + " " * 4091, " OR ".join(["n = :a"] * 151), f"n IN ({','.join([':a'] * 101)})", "n = s = :a",
    ".".join(f"d{level}" for level in range(33)) + " = :a", "NOT", "n BETWEEN :a AND :a BETWEEN :a AND :a", "a$b = :a", "# = :a"]
REFUSED_UPDATES = [
    "SET n =", "SET", "n = :a", "SET n = :a,", "SET n = :a s = :a", "SET n = :a SET s = :a", "SET n = :a, n = :b", "SET m = :a, m.k = :a",
    "SET m.k = :a, m[0] = :a", "SET n = :a REMOVE n", "SET l[0] = :a REMOVE l", "SET key = :a", "SET #undefined = :a", "SET n = :undefined",
    "SET n = size(s)", "SET n = foo(s)", "SET n = attribute_exists(s)", "SET :a = n", "SET n = n * :a", "SET n = -:a", "ADD n n",
    "ADD n = :a", "ADD n :s", "ADD n :list", "ADD n :flag", "DELETE n :a", "DELETE n :s", "SET n = n + :a + :a", "SET n = :s + :a",
    "SET n = n - :s", "SET n = list_append(l, :a)", "SET n = list_append(l)", "SET n = if_not_exists(n)", "SET n = if_not_exists(:a, :a)",
    "", "REMOVE", "REMOVE n n", "SET id = :b", "REMOVE id", "ADD id :a", "SET n = absent_one", "SET n = absent_one + :a",
    "SET absent_one.k = :a", "SET absent_one[0] = :a", "REMOVE absent_one.k", "ADD absent_one.k :a", "SET l[0][0][0][0] = :a",
    "SET n = :big + :tiny", "SET n = :big + :big", "SET n = if_not_exists(n, n + :a)", "SET n = ((:a))", "SET n = (n + :a)"]
REFUSED_PROJECTIONS = ["", ",", "n,", "n n", "m, m.k", "m.k, m.k", "m.k, m[0]", "l, l[1]", "key", "#undefined", ":a", "size(n)", "(n)",
                       "l[", "l[0", "l[-1]", "l[00]", "l[2147483648]", "m..k", "m.", "m.1k", "x" * 4097,
                       ".".join(f"d{level}" for level in range(33)), "SET", "AND"]
# For the texts above.
VALUES = {":a": {"N": "1"}, ":b": {"S": "b"}, ":s": {"S": "h"}, ":set": {"SS": ["a"]}, ":flag": {"BOOL": True}, ":hi": {"N": "9"},
          ":lo": {"N": "2"}, ":bad": {"S": "X"}, ":list": {"L": []}, ":big": {"N": "9e125"}, ":tiny": {"N": "1e-130"}}


def document(random, number, text):
    """Attributes that expressions speak of; each may be missing."""
    whole = {"n": lambda: {"N": number()}, "n2": lambda: {"N": str(random.randint(-9, 9))}, "s": lambda: {"S": text()},
             "s2": lambda: {"S": random.choice(["h", "he", "hello", "", "é"])}, "b": lambda: {"B": random.choice(["YQ==", "YWI=", ""])},
             "ss": lambda: {"SS": random.sample(["a", "b", "c", "h"], random.randint(1, 3))},
             "ns": lambda: {"NS": [str(value) for value in random.sample(range(-3, 4), random.randint(1, 3))]},
             "l": lambda: {"L": [random.choice([{"N": "1"}, {"S": "h"}, {"M": {"k": {"N": "2"}}}, {"L": [{"N": "1"}, {"N": "2"}]}])
                                 for _ in range(random.randint(0, 4))]},
             "m": lambda: {"M": {"k": random.choice([{"S": "h"}, {"N": "3"}]), "deep": {"M": {"y": {"N": str(random.randint(0, 3))}}},
                                 "sub_set": {"SS": ["a", "b"]}}},
             "f": lambda: {"BOOL": random.random() < 0.5}, "z": lambda: {"NULL": True}}
    return {name: make() for name, make in whole.items() if random.random() < 0.6}


class Expressions:
    def __init__(self, random):
        self.random, self.names, self.values = random, {}, {}

    def into(self, body):
        if self.names:
            body["ExpressionAttributeNames"] = self.names
        if self.values:
            body["ExpressionAttributeValues"] = self.values
        return body

    # Operands.

    def name(self, word):
        if self.random.random() < 0.3:
            token = f"#{len(self.names)}"
            self.names[token] = word
            return token
        return word

    def path(self):
        choice = self.random.choice
        steps = choice([["n"], ["n"], ["n2"], ["s"], ["s2"], ["b"], ["ss"], ["ns"], ["l"], ["m"], ["f"], ["z"], ["absent_one"],
                        ["m", "k"], ["m", "deep", "y"], ["m", "deep"], ["m", "sub_set"], ["m", "nothing"], ["l", 0], ["l", 1], ["l", 2], ["l", 9],
                        ["l", 1, "k"], ["l", 0, 1], ["s", "k"], ["n", 0]])
        text = ""
        for step in steps:
            text += f"[{step}]" if isinstance(step, int) else ("." if text else "") + self.name(step)
        return text

    def value(self, *kinds):
        made = {"N": lambda: {"N": self.random.choice(["0", "1", "2", "3", "5", "-1", "1.0", "1e0", "50"])},
                "S": lambda: {"S": self.random.choice(["h", "he", "hello", "", "a", "é", "b"])},
                "B": lambda: {"B": self.random.choice(["YQ==", "YWI=", ""])},
                "SS": lambda: {"SS": self.random.sample(["a", "b", "c", "h"], self.random.randint(1, 3))},
                "NS": lambda: {"NS": [str(value) for value in self.random.sample(range(-3, 4), self.random.randint(1, 3))]},
                "L": lambda: {"L": [{"N": "1"}, {"S": "h"}][:self.random.randint(0, 2)]}, "M": lambda: {"M": {"k": {"N": "2"}}},
                "BOOL": lambda: {"BOOL": True}, "NULL": lambda: {"NULL": True}}
        token = f":{len(self.values)}"
        self.values[token] = made[self.random.choice(kinds or list(made))]()
        return token

    def operand(self, *kinds):
        roll = self.random.random()
        if roll < 0.12:
            return f"size({self.path()})"
        return self.path() if roll < 0.2 else self.value(*kinds)

    # Conditions.

    def condition(self, depth=0):
        roll = self.random.random()
        if depth < 3 and roll < 0.35:
            parts = [self.condition(depth + 1) for _ in range(self.random.randint(2, 3))]
            return self.random.choice([" AND ", " OR ", " and ", " Or "]).join(parts)
        if depth < 3 and roll < 0.45:
            return "NOT " + self.test()
        if depth < 2 and roll < 0.55:
            return f"({self.condition(depth + 1)} {self.random.choice(['AND', 'OR'])} {self.test()})"
        return self.test()

    def test(self):
        kind = self.random.randrange(9)
        left = f"size({self.path()})" if self.random.random() < 0.1 else self.path()
        if kind < 2:
            return f"{left} {self.random.choice(['=', '<>'])} {self.operand()}"
        if kind == 2:
            return f"{left} {self.random.choice(['<', '<=', '>', '>='])} {self.operand('N', 'S', 'B')}"
        if kind == 3:
            return f"{left} BETWEEN {self.value('N')} AND {self.path()}"
        if kind == 4:
            return f"{left} IN ({', '.join(self.value() for _ in range(self.random.randint(1, 4)))})"
        if kind == 5:
            return f"{self.random.choice(['attribute_exists', 'attribute_not_exists'])}({self.path()})"
        if kind == 6:
            token = f":{len(self.values)}"
            self.values[token] = {"S": self.random.choice("S N B SS NS L M BOOL NULL BS".split())}
            return f"attribute_type({self.path()}, {token})"
        if kind == 7:
            return f"begins_with({self.path()}, {self.value('S', 'B')})"
        return f"contains({self.path()}, {self.operand()})"

    # Updates.

    def update(self):
        actions = {}
        for _ in range(self.random.randint(1, 3)):
            word, text = self.action()
            actions.setdefault(word, []).append(text)
        return " ".join(f"{word} {', '.join(texts)}" for word, texts in actions.items())

    def action(self):
        kind = self.random.randrange(8)
        if kind < 2:
            return "SET", f"{self.path()} = {self.operand_of_update()}"
        if kind == 2:
            return "SET", f"{self.path()} = {self.operand_of_update('N')} {self.random.choice('+-')} {self.operand_of_update('N')}"
        if kind == 3:
            return "SET", f"{self.path()} = list_append({self.operand_of_update('L')}, {self.value('L')})"
        if kind == 4:
            return "ADD", f"{self.path()} {self.value('N', 'SS', 'NS')}"
        if kind == 5:
            return "DELETE", f"{self.path()} {self.value('SS', 'NS')}"
        if kind == 6:
            return "REMOVE", self.path()
        return "SET", f"{self.path()} = if_not_exists({self.path()}, {self.operand_of_update()})"

    def operand_of_update(self, *kinds):
        roll = self.random.random()
        if roll < 0.25:
            return self.path()
        return f"if_not_exists({self.path()}, {self.value(*kinds)})" if roll < 0.4 else self.value(*kinds)

    def projection(self):
        return ", ".join(self.path() for _ in range(self.random.randint(1, 3)))

    def given(self, text):
        """A text from the lists above, with the values that it uses."""
        self.values.update({token: VALUES[token] for token in set(re.findall(r":\w+", text)) if token in VALUES})
        return text
