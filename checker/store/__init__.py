"""The index: calls, their statements and vectors. The only importer of chromadb."""
