"""Runs kept on disk, one compared with the one before, and how far copy and buyers agree."""
