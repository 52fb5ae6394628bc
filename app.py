"""Entry of the web UI: `python app.py` is `checker ui`."""

import sys

from checker.cli.main import run

if __name__ == "__main__":
    sys.argv.insert(1, "ui")
    run()
