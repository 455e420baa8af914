import unittest

from tests.support import DOCUMENTS, at
from wherebox.carriers.base import UnreadableDocument
from wherebox.carriers.hollow import HollowPost
from wherebox.model import Status

NUMBER = "HP4827193051"


class HollowPostTests(unittest.TestCase):
    def setUp(self):
        self.carrier = HollowPost()

    def test_numbers_have_a_check_digit(self):
        self.assertTrue(self.carrier.recognises(NUMBER))
        self.assertFalse(self.carrier.recognises("HP4827193050"))
        self.assertFalse(self.carrier.recognises("HP482719305"))

    def test_a_document_is_read(self):
        events = self.carrier.events(NUMBER, (DOCUMENTS / f"{NUMBER}.json").read_bytes())
        self.assertEqual([e.status for e in events],
                         [Status.ANNOUNCED, Status.COLLECTED, Status.IN_TRANSIT, Status.AT_DEPOT])
        self.assertEqual(events[1].time, at("2031-03-11 15:02"))
        self.assertEqual(events[3].place, "Marvik, NO")

    def test_a_code_that_was_invented_yesterday_is_no_error(self):
        document = b'{"item": {"history": [{"at": "2031-03-11T16:02:00+01:00", "code": "ZZZ"}]}}'
        event, = self.carrier.events(NUMBER, document)
        self.assertIs(event.status, Status.UNKNOWN)

    def test_what_is_no_document_is_told(self):
        for document in (b"", b"<html>", b"{}", b'{"item": {"history": [{"code": "ACC"}]}}', b'{"item": null}'):
            with self.subTest(document), self.assertRaises(UnreadableDocument):
                self.carrier.events(NUMBER, document)
