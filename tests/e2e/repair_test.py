"""A repair makes the destination what the source is, over nothing newer, and can be undone."""

import copy
import json
import re
import random
import signal

from capabilities import needs
from fault_proxy import meanwhile, slow
from harness import rows
from verify_case import CHANGES, VerifyCase, from_json, rich, spelled


@needs("conditions_on_documents")
class Repair(VerifyCase):
    def planted_on(self, name):
        items = self.both(name, (rich(i, {"id": {"S": f"k{i}"}}) for i in range(300)))
        changed = copy.deepcopy(items[:100])
        for number, item in enumerate(changed):
            CHANGES[number % len(CHANGES)](item, random.Random(number))
        right = name.replace("DEV", "PROD", 1)
        self.dest.put_all(right, changed + [{"id": {"S": f"extra{i}"}, "v": {"N": "1"}} for i in range(20)])
        for item in items[200:230]:
            self.dest.client.delete_item(TableName=right, Key={"id": item["id"]})
        return items

    def test_writes_what_is_missing_or_different_and_leaves_what_is_extra(self):
        self.planted_on("DEV-MEND")
        outcome = self.verify("DEV-MEND", "--repair")
        self.assert_code(3, outcome)
        self.assert_told([("extra", {"id": {"S": f"extra{i}"}}) for i in range(20)])
        counts = self.report()["tables"][0]["counts"]
        self.assertEqual((130, 0, 20), (counts["repaired"], counts["deleted"], counts["extra"]))
        self.assert_done(self.verify("DEV-MEND", "--repair", "--delete-extra"))
        self.assert_equal_tables("DEV-MEND")
        self.assert_equal(self.verify("DEV-MEND"), 300)

    def test_the_log_has_what_was_there_so_that_it_can_be_undone(self):
        self.planted_on("DEV-UNDO")
        before = {spelled({"id": item["id"]}): item for item in self.dest.items("PROD-UNDO")}
        self.assert_done(self.verify("DEV-UNDO", "--repair", "--delete-extra"))
        (log,) = (self.work / "dynaferry.state").glob("*.repair.ndjson")
        changes = [json.loads(line) for line in log.read_text().splitlines()]
        for change in changes:
            if "outcome" in change:
                continue
            if change["before"] is None:
                self.dest.client.delete_item(TableName="PROD-UNDO", Key=change["key"])
            else:
                self.dest.put_all("PROD-UNDO", [from_json(change["before"])])
        after = {spelled({"id": item["id"]}): item for item in self.dest.items("PROD-UNDO")}
        self.assertEqual(sorted(before), sorted(after))
        self.assertEqual(150, sum(1 for change in changes if "outcome" in change))

    def test_a_refresh_copies_again_and_deletes_what_is_extra(self):
        self.fill("DEV-FRESH", 200)
        self.assert_done(self.copy("DEV-FRESH"))
        self.source.put_all("DEV-FRESH", rows(50, first=180))
        for number in range(30):
            self.source.client.delete_item(TableName="DEV-FRESH", Key={"id": {"S": f"row-{number:06d}"}})
        self.assert_done(self.copy("DEV-FRESH", "--again", "--delete-extra"))
        self.assert_equal_tables("DEV-FRESH")

    def test_a_refresh_that_is_stopped_says_what_it_deleted_and_how_to_go_on(self):
        self.fill("DEV-STOPPED", 60)
        proxy = self.through_proxy()
        self.assert_done(self.copy("DEV-STOPPED"))
        self.dest.put_all("PROD-STOPPED", rows(40, first=60))
        proxy.add("DeleteItem", slow(0.3), times=999)
        running = self.start("copy", "DEV-STOPPED", "--again", "--delete-extra", "--report", "report.json")
        proxy.wait_for("DeleteItem", 5)
        running.signal(signal.SIGINT)
        outcome = self.noted(running.finish())
        self.assert_code(130, outcome)
        self.assertRegex(outcome.said, r"items of the destination were repaired; what each was before is in \".*\.repair\.ndjson\"")
        # Both commands are of this table alone, and the first is one that can be typed.
        self.assertIn("then a verify of the same tables with --repair --delete-extra", outcome.said)
        (again,) = re.findall(r"dynaferry (copy DEV-STOPPED.*?) \(without --again", outcome.said)
        proxy.clear()
        self.assert_code(3, self.ferry(*again.split()))
        self.assertEqual(self.source.count("DEV-STOPPED"), 60)

    def test_killed_again_and_again_it_ends_with_equal_tables(self):
        self.planted_on("DEV-KILLED")
        proxy = self.through_proxy()
        for writes in (1, 20, 60, 110):
            running = self.start("verify", "DEV-KILLED", "--repair", "--delete-extra")
            proxy.wait_for("PutItem", writes)
            running.signal(signal.SIGKILL)
            running.finish()
        self.assert_done(self.verify("DEV-KILLED", "--repair", "--delete-extra"))
        self.assert_equal_tables("DEV-KILLED")

    def test_what_somebody_wrote_meanwhile_is_left_and_told(self):
        self.both("DEV-NEWER", rows(20))
        self.dest.put_all("PROD-NEWER", [{"id": {"S": "row-000007"}, "n": {"N": "0"}}])
        proxy = self.through_proxy()
        newer = {"id": {"S": "row-000007"}, "n": {"N": "12345"}}
        proxy.add("PutItem", meanwhile(lambda: self.dest.put_all("PROD-NEWER", [newer])))
        outcome = self.verify("DEV-NEWER", "--repair")
        self.assert_code(3, outcome)
        self.assert_told([("different", {"id": newer["id"]})])
        self.assertEqual(1, self.report()["tables"][0]["counts"]["left_alone"])
        self.assertEqual(newer, self.dest.client.get_item(TableName="PROD-NEWER", Key={"id": newer["id"]})["Item"])

    def test_no_item_is_deleted_for_a_source_that_was_made_anew(self):
        self.fill("DEV-ANEW", 60)
        self.dest.make("PROD-ANEW")
        self.dest.put_all("PROD-ANEW", rows(61))

        def again():
            self.source.drop("DEV-ANEW")
            self.source.make("DEV-ANEW")
        proxy = self.through_proxy(source=True)
        proxy.add("BatchGetItem", meanwhile(again))  # The first look at what is extra.
        self.assert_error(6, self.verify("DEV-ANEW", "--repair", "--delete-extra"), "re-created")
        self.assertEqual(61, self.dest.count("PROD-ANEW"))

    def test_no_table_is_repaired_that_another_one_is_repaired_from(self):
        for account in {self.source.key: self.source}.values():
            for name in ("DEV-ONE", "DEV-TWO"):
                account.make(name)
                account.put_all(name, rows(3, first=len(name)))
        self.write_env(**{f"DEST_AWS_{part}": value for part, value in (
            ("ACCESS_KEY_ID", self.source.key), ("SECRET_ACCESS_KEY", self.source.secret))})
        outcome = self.ferry("verify", "--table", "DEV-ONE=DEV-TWO", "--table", "DEV-TWO=DEV-ONE", "--repair")
        self.assert_error(2, outcome, "one direction at a time")

    def test_a_plan_tells_what_would_be_deleted_and_changes_nothing(self):
        self.fill("DEV-PLAN", 20)
        self.assert_done(self.copy("DEV-PLAN"))
        self.dest.put_all("PROD-PLAN", rows(5, first=100))
        outcome = self.ferry("plan", "DEV-PLAN", "--again", "--delete-extra", "--report", "report.json")
        self.assert_done(outcome)
        self.assertIn("DELETES what only the destination has", outcome.out)
        self.assertFalse((self.work / "report.json").exists())
        self.assertEqual(25, self.dest.count("PROD-PLAN"))

    def test_stopped_half_way_the_report_names_its_log(self):
        self.planted_on("DEV-HALFWAY")
        proxy = self.through_proxy()
        proxy.add("PutItem", slow(0.05), times=10_000)
        running = self.start("verify", "DEV-HALFWAY", "--repair", "--report", "report.json")
        proxy.wait_for("PutItem", 10)
        running.signal(signal.SIGINT)
        self.assert_code(130, self.noted(running.finish()))
        (table,) = self.report()["tables"]
        self.assertEqual("not verified", table["verdict"])
        self.assertTrue((self.work / table["repair_log"]).exists())
        self.assertEqual("PROD-HALFWAY", table["destination"]["name"])
        self.assertTrue(table["destination"]["arn"])

    def test_not_while_a_copy_writes_there(self):
        self.fill("DEV-BUSY", 2_000)
        proxy = self.through_proxy()
        proxy.add("BatchWriteItem", slow(1), times=10_000)
        running = self.start("copy", "DEV-BUSY")
        proxy.wait_for("BatchWriteItem", 3)
        self.assert_error(10, self.verify("DEV-BUSY", "--repair"), "process")
        running.signal(signal.SIGINT)
        self.noted(running.finish())
