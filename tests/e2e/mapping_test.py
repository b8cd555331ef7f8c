"""Which tables are taken and what they are called on the other side."""

from harness import Case


class Choosing(Case):
    def setUp(self):
        super().setUp()
        for name in ("DEV-A", "DEV-AB", "DEV-B", "OTHER"):
            self.fill(name, 3)

    def arrived(self, *names):
        self.assertEqual(sorted(names), self.dest.tables())

    def test_an_exclude_that_fits_nothing_is_told(self):
        outcome = self.copy("DEV-*", "--exclude", "DEV-B", "--exclude", "DEV-BB")
        self.assert_done(outcome)
        self.assertIn("--exclude DEV-BB fits no table", outcome.err)
        self.assertNotIn("--exclude DEV-B fits", outcome.err)

    def test_names(self):
        self.assert_done(self.copy("DEV-A", "DEV-B"))
        self.arrived("PROD-A", "PROD-B")

    def test_globs(self):
        self.assert_done(self.copy("DEV-A*"))
        self.arrived("PROD-A", "PROD-AB")

    def test_all_with_exclude(self):
        self.assert_done(self.copy("--all", "--exclude", "OTHER", "--exclude", "*B"))
        self.arrived("PROD-A")

    def test_tables_from_a_file(self):
        (self.work / "list").write_text("DEV-A\n\n# a remark\nDEV-B\n")
        self.assert_done(self.copy("--tables-from", "list"))
        self.arrived("PROD-A", "PROD-B")

    def test_tables_from_standard_input(self):
        self.assert_done(self.copy("--tables-from", "-", stdin="DEV-AB\n"))
        self.arrived("PROD-AB")

    def test_table_pair(self):
        self.assert_done(self.copy("--table", "DEV-A=Quite.Another_1", "--table", "OTHER=PROD-O"))
        self.arrived("PROD-O", "Quite.Another_1")
        self.assert_equal_tables("DEV-A=Quite.Another_1")

    def test_map_prefix_is_exact(self):
        self.assert_done(self.copy("DEV-A", "DEV-AB", "--map-prefix", "DEV-A=LIVE-"))
        self.arrived("LIVE-", "LIVE-B")

    def test_map_prefix_that_fits_no_name_is_refused(self):
        self.assert_error(2, self.copy("DEV-A", "DEV-B", "--map-prefix", "DEV-A=LIVE-"), "DEV-B")
        self.assert_untouched()

    def test_map_regex(self):
        self.assert_done(self.copy("DEV-A*", "--map-regex", "^DEV-(.*)$=copy-of-$1"))
        self.arrived("copy-of-A", "copy-of-AB")

    def test_a_name_that_is_not_there(self):
        self.assert_error(2, self.copy("DEV-A", "DEV-MISSING"), "DEV-MISSING")
        self.assert_untouched()

    def test_a_glob_that_fits_nothing(self):
        self.assert_error(2, self.copy("DEV-A", "NONE-*"), "NONE-*")
        self.assert_untouched()

    def test_nothing_chosen(self):
        self.assert_error(2, self.copy())
        self.assert_untouched()

    def test_arguments_replace_tables_to_migrate(self):
        self.write_env(TABLES_TO_MIGRATE="DEV-A,DEV-AB")
        self.assert_done(self.copy("DEV-B"))
        self.arrived("PROD-B")

    def test_two_sources_onto_one_destination(self):
        self.assert_error(2, self.copy("--table", "DEV-A=PROD-X", "--table", "DEV-B=PROD-X"), "DEV-A", "DEV-B", "PROD-X")
        self.assert_untouched()

    def test_a_table_onto_itself(self):
        self.write_env(**{f"DEST_{name}": value for name, value in (
            ("AWS_ACCESS_KEY_ID", self.source.key), ("AWS_SECRET_ACCESS_KEY", self.source.secret),
            ("AWS_ENDPOINT_URL", self.source.endpoint), ("PREFIX", "DEV"))})
        before = self.source.tables()
        self.assert_error(2, self.copy("DEV-A"), "DEV-A", "its own destination")
        self.assertEqual(before, self.source.tables())

    def test_within_one_account_under_another_name(self):
        self.write_env(DEST_AWS_ACCESS_KEY_ID=self.source.key, DEST_AWS_SECRET_ACCESS_KEY=self.source.secret,
                       DEST_AWS_ENDPOINT_URL=self.source.endpoint)
        self.assert_done(self.copy("DEV-A"))
        self.dest = self.source
        self.assert_equal_tables("DEV-A")


class LookFirst(Case):
    def test_one_bad_table_stops_all_before_anything_is_made(self):
        for name in ("DEV-A", "DEV-B", "DEV-C"):
            self.fill(name, 3)
        self.dest.make("PROD-B", "uuid:S")
        self.dest.make("PROD-C")
        self.dest.put_all("PROD-C", [{"id": {"S": "mine"}}])
        self.assert_error(1, self.copy("DEV-*"), "PROD-B", "PROD-C")
        self.assertEqual(["PROD-B", "PROD-C"], self.dest.tables())

    def test_keep_going_leaves_it_out_and_ends_in_1(self):
        for name in ("DEV-A", "DEV-B"):
            self.fill(name, 3)
        self.dest.make("PROD-B", "uuid:S")
        outcome = self.copy("DEV-*", "--keep-going")
        self.assert_code(1, outcome)
        self.assertIn("PROD-B", outcome.said)
        self.assert_equal_tables("DEV-A")
