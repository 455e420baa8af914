import unittest
from datetime import timedelta

from tests.support import NOW
from wherebox.render import Column, ago, cut, table, width


class TableTests(unittest.TestCase):
    def test_wide_characters_take_two_cells(self):
        self.assertEqual(width("\u6771\u4eac e\u0301"), 6)

    def test_a_cut_is_shown(self):
        self.assertEqual(cut("a long label", 6), "a lon\u2026")

    def test_only_columns_that_shrink_give_way(self):
        text = table([Column("Number"), Column("Label", shrinks=True)],
                     [["HP4827193051", "a very long label for a very small kettle"]], 30)
        self.assertTrue(all(width(line) <= 30 for line in text.splitlines()))
        self.assertIn("HP4827193051", text)

    def test_ages_are_told_in_their_largest_unit(self):
        for passed, words in ((timedelta(seconds=20), "just now"), (timedelta(minutes=59), "59 min ago"),
                              (timedelta(hours=23), "23 h ago"), (timedelta(days=1), "yesterday"),
                              (timedelta(days=13), "13 days ago"), (timedelta(days=40), "2 Feb 2031")):
            self.assertEqual(ago(NOW - passed, NOW), words)
