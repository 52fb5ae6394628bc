"""Claim to candidates: the statements that may speak to it."""
