"""Every check finds the fault that it is there for, and leaves sound code alone."""

import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

HERE = pathlib.Path(__file__).resolve().parent
LAYERS = "core:\nrt: core\njson: core\nnet: core rt json\nsim: core\n<simdjson: json\n"


def run(check, tree):
    """-> (passed, what the check printed) over a tree of {path: text}."""
    with tempfile.TemporaryDirectory(prefix="dynaferry-checks-") as root:
        for name, text in {"src/layers.txt": LAYERS, "sim/CMakeLists.txt": "", **tree}.items():
            path = pathlib.Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        done = subprocess.run([sys.executable, HERE / check, root], capture_output=True, text=True)
        return done.returncode == 0, done.stdout + done.stderr


class Check(unittest.TestCase):
    def passes(self, check, name, text):
        passed, said = run(check, {name: text})
        self.assertTrue(passed, said)

    def finds(self, what, check, name, text):
        passed, said = run(check, {name: text})
        self.assertFalse(passed, f"not found: {what}")
        self.assertIn(what, said)


class Layers(Check):
    def test_an_include_to_the_left_is_fine(self):
        self.passes("check_layers.py", "src/net/pool.cc", '#include "net/pool.h"\n#include "rt/task.h"\n')

    def test_an_include_in_a_comment_is_none(self):
        self.passes("check_layers.py", "src/core/a.h", '// #include "net/pool.h"\n')

    def test_an_include_to_the_right(self):
        self.finds("src/core/a.h:2: core may not see net", "check_layers.py", "src/core/a.h",
                   '#pragma once\n#include "net/pool.h"\n')

    def test_an_include_on_the_same_step(self):
        self.finds("rt may not see json", "check_layers.py", "src/rt/a.cc", '#include "json/reader.h"\n')

    def test_the_simulator_seeing_the_client(self):
        self.finds("sim may not see net", "check_layers.py", "sim/engine.cc", '#include "net/pool.h"\n')

    def test_a_room_without_a_line(self):
        self.finds("no line for room attic", "check_layers.py", "src/attic/a.cc", "\n")

    def test_a_link_to_the_right(self):
        self.finds("core may not link net", "check_layers.py", "src/core/CMakeLists.txt",
                   "dynaferry_library(core SOURCES a.cc DEPS df_net)\n")

    def test_a_third_party_header_outside_its_room(self):
        self.finds("only json may include <simdjson.h>", "check_layers.py", "src/net/a.cc",
                   "#include <simdjson.h>\n")

    def test_a_cycle_between_rooms(self):
        self.finds("core sees net, which is not on a line above it", "check_layers.py", "src/layers.txt",
                   "core: net\nnet: core\n")


class Awaits(Check):
    def test_plain_awaits_are_fine(self):
        self.passes("check_awaits.py", "src/rt/a.cc", """
            Task<int> f(Table& table) {
              // co_await g({1, 2});
              auto page = co_await table.scan(request, "{?}");
              DF_CO_TRY(auto next, co_await table.scan(request));
              if (co_await told()) { co_return x ? 1 : 2; }
              auto [a, b] = split(page);
              const auto twice = [&page](int n) { return n * page.size(); };
              const auto task = [](Table& t) -> Task<int> { co_return t.size(); };
              co_return table[twice(2)];
            }
            """)

    def test_braces_in_the_operand(self):
        self.finds("a.cc:1: braces", "check_awaits.py", "src/rt/a.cc",
                   "auto x = co_await f(Request{1, name});\n")

    def test_braces_in_the_operand_within_a_macro(self):
        self.finds("braces", "check_awaits.py", "src/rt/a.cc", "DF_CO_TRY(auto x, co_await f({1}));\n")

    def test_a_lambda_in_the_operand(self):
        self.finds("lambda inside", "check_awaits.py", "src/rt/a.cc", "co_await f([] { return 1; });\n")

    def test_a_choice_in_the_operand(self):
        self.finds("?: inside", "check_awaits.py", "src/rt/a.cc", "co_await (first ? f() : g());\n")

    def test_a_structured_binding(self):
        self.finds("structured binding", "check_awaits.py", "src/rt/a.cc", "const auto& [a, b] = co_await f();\n")

    def test_a_range_for(self):
        self.finds("range-for", "check_awaits.py", "src/rt/a.cc", "for (auto& x : co_await f()) use(x);\n")

    def test_a_capturing_lambda_coroutine(self):
        self.finds("a.cc:2: a capturing lambda", "check_awaits.py", "src/rt/a.cc",
                   "\nspawn([this, n](int k) -> Task<> { co_await work(n); });\n")

    def test_a_capturing_lambda_around_a_coroutine_is_fine(self):
        self.passes("check_awaits.py", "src/rt/a.cc",
                    "each([&](int k) { spawn([](int j) -> Task<> { co_await work(j); }(k)); });\n")


def function(lines, head="int f(int a)"):
    return head + " {\n" + "  step();\n" * (lines - 2) + "}\n"


class Sizes(Check):
    def test_sizes_at_the_bound_are_fine(self):
        self.passes("check_sizes.py", "src/core/a.cc", "namespace a {\n" + function(60) + "}\n")
        self.passes("check_sizes.py", "src/core/a.cc", "int a;\n" * 500)

    def test_a_long_file(self):
        self.finds("src/core/a.cc: 501 lines", "check_sizes.py", "src/core/a.cc", "int a;\n" * 501)

    def test_a_long_function(self):
        self.finds("a.cc:2: f has 61 lines", "check_sizes.py", "src/core/a.cc",
                   "namespace a {\n" + function(61) + "}\n")

    def test_long_functions_of_other_shapes(self):
        for head in ("A::A(int n)\n    : n_(n), m_{n}", "Result<int> A::get() const", "TEST(A, works)",
                     "class A {\n  bool operator==(const A& o) const",
                     "template <class T = int>\nauto f(T t) -> int",
                     "void f(Options o = {})", "A::~A()", "static int f(std::function<int(int)> g) noexcept"):
            end = "};\n" if head.startswith("class") else ""
            with self.subTest(head):
                self.finds("lines, more than 60", "check_sizes.py", "src/core/a.cc", function(80, head) + end)

    def test_a_long_type_or_table_is_no_function(self):
        self.passes("check_sizes.py", "src/core/a.h", "class A {\n" + "  int f() { return 1; }\n" * 70 + "};\n")
        self.passes("check_sizes.py", "src/core/a.h", "constexpr int a[] = {\n" + "  1,\n" * 70 + "};\n")

    def test_a_long_python_function(self):
        self.finds("f has 71 lines", "check_sizes.py", "tests/a.py", "def f():\n" + "    a = 1\n" * 70)

    def test_a_reason_excuses_and_a_needless_one_is_told(self):
        listed = "tests/checks/size_exceptions.txt"
        long = {"src/core/a.cc": function(80), listed: "src/core/a.cc:f: a table in code, flat and dull\n"}
        self.assertTrue(run("check_sizes.py", long)[0])
        passed, said = run("check_sizes.py", {**long, "src/core/a.cc": function(8)})
        self.assertFalse(passed)
        self.assertIn("not needed any more", said)


class Words(Check):
    def test_what_belongs_in_the_tree_is_fine(self):
        self.passes("check_words.py", "src/core/work_queue.cc",
                    "// see /dev/null, src/work/a.h and https://example.com/work/1\n")

    def test_a_path_of_one_machine(self):
        self.finds("a path of one machine: /root" + "/a", "check_words.py", "docs/a.md", "see /root" + "/ann/x, not /home/me/.aws\n")

    def test_a_registry(self):
        self.finds("a registry's host name", "check_words.py", "tests/a.json", "https://registry.npm" + "js.org/x\n")

    def test_names_that_say_nothing(self):
        for name in ("src/core/util.h", "src/core/string_helper.cc", "src/common/a.h", "src/core/base.h"):
            with self.subTest(name):
                self.finds("a name that says nothing", "check_words.py", name, "\n")


class NamedTests(Check):
    PAGE = "docs/fault-matrix.md"
    TESTS = {"tests/e2e/faults_test.py": "class A:\n    def test_wrong_crc(self):\n        pass\n",
             "src/sink/sink_test.cc": "TEST(Sink, writes_every_item) {}\nTEST_P(MutantTest, is_caught) {}\n"}

    def test_names_of_tests_that_exist_are_fine(self):
        passed, said = run("check_named_tests.py", {**self.TESTS, self.PAGE:
                           "`test_wrong_crc`, `test_wrong…`, `Sink.writes_every_item`, `…every_item`, `MutantTest.…`, `Sink::run`, `x.py`\n"})
        self.assertTrue(passed, said)

    def test_a_name_of_no_test(self):
        for name in ("test_wrong_sum", "test_wrong_cr", "Sink.is_caught", "Sink.writes_every", "test_…_sum", "Sunk.…"):
            passed, said = run("check_named_tests.py", {**self.TESTS, self.PAGE: f"first\nsee `{name}`\n"})
            self.assertFalse(passed, name)
            self.assertIn(f"{self.PAGE}:2: there is no test {name}", said)


if __name__ == "__main__":
    unittest.main()
