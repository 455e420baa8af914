import unittest
from datetime import timedelta

from tests.support import DOCUMENTS, NOW
from wherebox.fetch import DirectoryFetcher, FetchError
from wherebox.model import Parcel, Status
from wherebox.poll import LONGEST, Poller, due, due_at
from wherebox.store import Store

HOLLOW, NORDPAK = "HP4827193051", "NPK70118226"


class BrokenFetcher:
    def fetch(self, address):
        raise FetchError("HTTP 503")


class DueTests(unittest.TestCase):
    def test_a_new_parcel_is_due_at_once(self):
        self.assertEqual(due_at(Parcel("X", "hollow", added=NOW)), NOW)

    def test_the_nearer_the_more_often(self):
        times = [due_at(Parcel("X", "hollow", polled=NOW, status=status))
                 for status in (Status.ANNOUNCED, Status.IN_TRANSIT, Status.AT_DEPOT, Status.OUT_FOR_DELIVERY)]
        self.assertEqual(times, sorted(times, reverse=True))

    def test_every_failure_doubles_the_pause_up_to_a_day(self):
        pauses = [due_at(Parcel("X", "hollow", polled=NOW, failures=n, status=Status.IN_TRANSIT)) - NOW
                  for n in range(6)]
        self.assertEqual(pauses[:3], [timedelta(hours=3), timedelta(hours=6), timedelta(hours=12)])
        self.assertEqual(pauses[-1], LONGEST)

    def test_nobody_asks_about_what_has_ended(self):
        with Store(":memory:") as store:
            store.add(Parcel("X", "hollow", added=NOW, status=Status.RETURNED))
            self.assertEqual(due(store, NOW), [])


class PollerTests(unittest.TestCase):
    def setUp(self):
        self.store = Store(":memory:")
        self.addCleanup(self.store.connection.close)
        self.fetcher = DirectoryFetcher(DOCUMENTS)
        for number, carrier in ((HOLLOW, "hollow"), (NORDPAK, "nordpak")):
            self.store.add(Parcel(number, carrier, added=NOW - timedelta(hours=1)))

    def test_a_round_asks_for_every_parcel_and_keeps_what_is_new(self):
        outcome = Poller(self.store, self.fetcher).round(NOW)
        self.assertEqual((outcome.asked, outcome.failed, outcome.new_events), (2, 0, 8))
        self.assertIs(self.store.parcel(HOLLOW).status, Status.AT_DEPOT)

    def test_the_same_answer_again_is_nothing_new(self):
        Poller(self.store, self.fetcher).round(NOW)
        outcome = Poller(self.store, self.fetcher).round(NOW + timedelta(hours=3))
        self.assertEqual((outcome.asked, outcome.new_events), (2, 0))

    def test_a_failure_is_remembered_and_costs_no_event(self):
        outcome = Poller(self.store, BrokenFetcher()).round(NOW)
        self.assertEqual((outcome.asked, outcome.failed), (2, 2))
        self.assertEqual(self.store.parcel(HOLLOW).failures, 1)

    def test_a_carrier_this_version_does_not_know_is_skipped(self):
        self.store.add(Parcel("ZZ1", "zeppelin", added=NOW))
        with self.assertLogs("wherebox.poll", "WARNING"):
            self.assertEqual(Poller(self.store, self.fetcher).round(NOW).asked, 2)
