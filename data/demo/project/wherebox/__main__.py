import sys

from wherebox.cli import main

sys.exit(main())
