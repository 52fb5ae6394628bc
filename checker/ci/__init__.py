"""The check in a repository of copy: what a change of copy causes, held against the calls.

May import what `pipeline` may: every stage's public functions, and the pipeline's own parts. Nothing of
the checker imports it but the command line.
"""
