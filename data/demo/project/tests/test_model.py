import unittest
from datetime import datetime, timedelta, timezone

from tests.support import NOW, at
from wherebox.model import Event, Journey, Parcel, Status, normal_number


class EventTests(unittest.TestCase):
    def test_a_time_without_a_zone_is_refused(self):
        with self.assertRaises(ValueError):
            Event("X", datetime(2031, 1, 1), Status.COLLECTED)

    def test_the_key_is_the_instant_not_its_spelling(self):
        there = at("2031-01-01 12:00")
        here = there.astimezone(timezone(timedelta(hours=5)))
        self.assertEqual(Event("X", there, Status.COLLECTED).key, Event("X", here, Status.COLLECTED, "Lund").key)

    def test_the_key_tells_statuses_apart(self):
        self.assertNotEqual(Event("X", NOW, Status.COLLECTED).key, Event("X", NOW, Status.IN_TRANSIT).key)


class ParcelTests(unittest.TestCase):
    def test_a_poll_never_moves_a_parcel_back(self):
        parcel = Parcel("X", "hollow", status=Status.OUT_FOR_DELIVERY)
        self.assertIs(parcel.after_poll(NOW, Status.AT_DEPOT).status, Status.OUT_FOR_DELIVERY)

    def test_failures_are_counted_until_an_answer(self):
        parcel = Parcel("X", "hollow").after_failure(NOW).after_failure(NOW)
        self.assertEqual(parcel.failures, 2)
        self.assertEqual(parcel.after_poll(NOW, Status.UNKNOWN).failures, 0)


class JourneyTests(unittest.TestCase):
    def journey(self, *steps):
        return Journey(Parcel("X", "hollow"), tuple(Event("X", at(time), status) for time, status in steps))

    def test_the_duration_counts_from_collection(self):
        journey = self.journey(("2031-01-01 08:00", Status.ANNOUNCED), ("2031-01-02 08:00", Status.COLLECTED),
                               ("2031-01-03 20:00", Status.DELIVERED))
        self.assertEqual(journey.duration, timedelta(hours=36))

    def test_a_journey_that_was_returned_has_no_duration(self):
        journey = self.journey(("2031-01-02 08:00", Status.COLLECTED), ("2031-01-09 08:00", Status.RETURNED))
        self.assertIsNone(journey.duration)


class NumberTests(unittest.TestCase):
    def test_spaces_dashes_and_capitals_do_not_matter(self):
        self.assertEqual(normal_number(" npk-70-118 22-6"), "NPK70118226")
