import unittest

from tests.support import DOCUMENTS
from wherebox.carriers.base import UnreadableDocument
from wherebox.carriers.nordpak import HEADER, Nordpak
from wherebox.model import Status

NUMBER = "NPK70118226"


class NordpakTests(unittest.TestCase):
    def setUp(self):
        self.carrier = Nordpak()

    def test_numbers_have_a_check_digit(self):
        self.assertTrue(self.carrier.recognises("NPK70118226"))
        self.assertFalse(self.carrier.recognises("NPK70118220"))
        self.assertFalse(self.carrier.recognises("NPK7011822"))

    def test_a_document_is_read(self):
        events = self.carrier.events(NUMBER, (DOCUMENTS / "NPK70118226.csv").read_bytes())
        self.assertEqual([e.status for e in events],
                         [Status.ANNOUNCED, Status.COLLECTED, Status.IN_TRANSIT, Status.AT_DEPOT])
        self.assertEqual(events[1].place, "T\u00f8nsund")
        self.assertEqual(events[2].text, "Sortert; videre med b\u00e5t")

    def test_what_is_no_document_is_told(self):
        for document in (b"", b"<html>", HEADER.encode() + b"\n01.03.2031 10:00;20",
                         HEADER.encode() + b"\nyesterday;20;Ostby;"):
            with self.subTest(document), self.assertRaises(UnreadableDocument):
                self.carrier.events(NUMBER, document)
