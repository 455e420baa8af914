import contextlib
import io
import tempfile
import unittest
from datetime import timedelta
from pathlib import Path

from tests.support import DOCUMENTS, NOW
from wherebox.cli import FAILED, OK, main


class CommandLineTests(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = Path(directory.name)

    def run_command(self, *arguments, later=timedelta(0)):
        """The exit code and all that was printed."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(["--config", str(self.home / "none.ini"), "--db", str(self.home / "p.db"), *arguments],
                        now=NOW + later)
        return code, said.getvalue()

    def test_a_parcel_from_first_to_last(self):
        self.assertEqual(self.run_command("add", "HP 4827 1930 51", "--label", "kettle"),
                         (OK, "waiting for HP4827193051 (hollow)\n"))
        self.assertEqual(self.run_command("poll", "--from", str(DOCUMENTS)), (OK, "1 asked, 4 new events\n"))
        code, text = self.run_command("list")
        self.assertEqual(code, OK)
        self.assertIn("HP4827193051  kettle  hollow   at depot  Marvik, NO  3 h ago", text)
        self.assertIn("Sorted for the round of tomorrow", self.run_command("show", "hp4827193051")[1])
        self.assertEqual(self.run_command("rm", "HP4827193051")[0], OK)
        self.assertIn("nothing is on its way", self.run_command("list")[1])

    def test_a_number_of_nobody_is_refused(self):
        code, text = self.run_command("add", "HP4827193050")
        self.assertEqual(code, FAILED)
        self.assertIn("not a number of any known carrier", text)

    def test_adding_twice_is_no_error(self):
        self.run_command("add", "NPK-70-118-22-6")
        self.assertEqual(self.run_command("add", "NPK70118226"), (OK, "NPK70118226 is being waited for already\n"))
