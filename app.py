"""Entry of the web UI: `python app.py` is `checker ui`."""

import sys

if __name__ == "__main__":
    sys.exit("The web UI is not built yet. Use `make review`, or `checker review` (see README.md).")
