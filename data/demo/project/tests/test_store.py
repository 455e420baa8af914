import sqlite3
import tempfile
import unittest
from pathlib import Path

from tests.support import NOW, at, finished
from wherebox.model import Event, Parcel, Status
from wherebox.store import MIGRATIONS, Store, StoreError


class StoreTests(unittest.TestCase):
    def setUp(self):
        self.store = Store(":memory:")
        self.addCleanup(self.store.connection.close)

    def test_a_parcel_comes_back_as_it_went_in(self):
        parcel = Parcel("X1", "hollow", "a kettle", NOW, NOW, 2, Status.AT_DEPOT)
        self.assertTrue(self.store.add(parcel))
        self.assertEqual(self.store.parcel("X1"), parcel)

    def test_a_parcel_is_added_once(self):
        self.store.add(Parcel("X1", "hollow", "a kettle", NOW))
        self.assertFalse(self.store.add(Parcel("X1", "hollow", "two kettles", NOW)))
        self.assertEqual(self.store.parcel("X1").label, "a kettle")

    def test_an_event_is_kept_once(self):
        self.store.add(Parcel("X1", "hollow", added=NOW))
        event = Event("X1", NOW, Status.COLLECTED, "Ostby")
        self.assertEqual(self.store.record([event, event]), 1)
        self.assertEqual(self.store.record([event]), 0)
        self.assertEqual(self.store.events("X1"), [event])

    def test_an_event_of_nobodys_parcel_is_refused_and_nothing_of_its_batch_kept(self):
        self.store.add(Parcel("X1", "hollow", added=NOW))
        with self.assertRaises(sqlite3.IntegrityError):
            self.store.record([Event("X1", NOW, Status.COLLECTED), Event("X2", NOW, Status.COLLECTED)])
        self.assertEqual(self.store.events("X1"), [])

    def test_removing_a_parcel_removes_its_events(self):
        finished(self.store, "X1", "hollow", NOW, 30)
        self.assertTrue(self.store.remove("X1"))
        self.assertEqual(self.store.events("X1"), [])

    def test_what_ended_long_ago_is_archived(self):
        finished(self.store, "X1", "hollow", at("2031-01-01 08:00"), 30)
        finished(self.store, "X2", "hollow", at("2031-03-12 08:00"), 30)
        self.assertEqual(self.store.archive_finished(at("2031-03-01 00:00")), 1)
        self.assertEqual([p.number for p in self.store.parcels()], ["X2"])
        self.assertEqual(len(self.store.parcels(include_archived=True)), 2)


class SchemaTests(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = Path(directory.name) / "deep" / "parcels.db"

    def test_a_new_database_has_the_newest_schema(self):
        with Store(self.path) as store:
            self.assertEqual(store.version, len(MIGRATIONS))

    def test_an_older_database_is_migrated_and_keeps_what_it_has(self):
        self.path.parent.mkdir()
        old = sqlite3.connect(self.path)
        old.executescript(MIGRATIONS[0] + "PRAGMA user_version = 1;"
                          "INSERT INTO parcels (number, carrier, added) VALUES ('X1', 'hollow', 0);")
        old.close()
        with Store(self.path) as store:
            self.assertEqual([p.number for p in store.parcels()], ["X1"])

    def test_a_database_of_a_newer_version_is_left_alone(self):
        with Store(self.path) as store:
            store.connection.execute("PRAGMA user_version = 99")
        with self.assertRaisesRegex(StoreError, "newer wherebox"):
            Store(self.path)
