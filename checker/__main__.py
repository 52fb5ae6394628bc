"""`python -m checker` is the `checker` script."""

from checker.cli.main import run

if __name__ == "__main__":
    run()
