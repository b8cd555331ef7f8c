"""Reads within the budgets that were asked for."""

from datetime import datetime

from accounts import units
from harness import rows
from verify_case import VerifyCase

PROVISIONED = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": units(40, 13)}


def seconds_between(first, last):
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


class ReadBudgets(VerifyCase):
    def test_a_verify_takes_as_long_as_its_budgets_pay_for(self):
        self.both("DEV-T", rows(45, 6000))
        outcome = self.verify("DEV-T", "--source-read-budget", "20", "--dest-read-budget=25", "--segments=2")
        self.assert_equal(outcome, 45)
        (table,) = self.report()["tables"]
        took = seconds_between(table["began_at"], table["ended_at"])
        for side, budget in (("source", 20), ("destination", 25)):
            used = table["totals"][side]["read_units"]
            self.assertGreater(used, budget)
            # The last request may cost a second of the budget, or one item, and nobody waits behind it.
            self.assertGreaterEqual(took, (used - budget - 2) / budget * 0.95)

    def test_a_copy_takes_as_long_as_its_budget_pays_for(self):
        self.fill("DEV-T", 60, 6000)
        outcome = self.copy("DEV-T", "--source-read-budget", "25", "--segments=3", "--events", "events")
        self.assert_done(outcome)
        self.assert_equal_tables("DEV-T")
        told = self.events(self.work / "events")
        self.assertEqual({25}, {event["read_budget"] for event in told if event["type"] == "progress"})
        used = [event for event in told if event["type"] == "progress"][-1]["rcu"]
        self.assertGreater(used, 25)
        self.assertGreaterEqual(seconds_between(told[0]["time"], told[-1]["time"]), (used - 27) / 25 * 0.95)

    def test_a_percentage_is_of_what_each_table_is_set_to_take(self):
        self.both("DEV-T", rows(20), **PROVISIONED)
        outcome = self.ferry("plan", "DEV-T", "--verify", "--if-not-empty=overwrite", "--source-read-budget=25%",
                             "--dest-read-budget", "50%")
        self.assert_done(outcome)
        self.assertIn("at most 10 units a second of the source", outcome.out)
        self.assertIn("at most 20 units a second of the destination", outcome.out)
        self.assert_equal(self.verify("DEV-T", "--source-read-budget=25%", "--dest-read-budget", "50%"), 20)

    def test_a_percentage_of_nothing_known_is_an_error_before_anything_is_done(self):
        self.fill("DEV-T", 5)
        warm = self.source.describe("DEV-T").get("WarmThroughput", {}).get("ReadUnitsPerSecond")
        outcome = self.copy("DEV-T", "--source-read-budget=10%")
        if warm:
            self.assert_done(outcome)
        else:
            self.assert_error(2, outcome, "--source-read-budget is a percentage", "give a number of units")
            self.assert_untouched(outcome)
        outcome = self.copy("--table", "DEV-T=PROD-NEW", "--verify", "--dest-read-budget=10%")
        self.assert_error(2, outcome, "still to be created", "give a number of units")
