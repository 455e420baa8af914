import pathlib
import sys

HERE = pathlib.Path(__file__).parent
for place in (HERE, HERE.parent / "Integration"):
    sys.path.insert(0, str(place))
from harness.fixtures import *  # noqa: E402, F403
