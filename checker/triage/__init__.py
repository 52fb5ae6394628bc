"""What people decided about findings, and what an ignore in the copy covers; kept across runs."""
