"""Call transcripts: bytes of any recorder's export to `Call`s. Entry: `registry.read_calls`."""
