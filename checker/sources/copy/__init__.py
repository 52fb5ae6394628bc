"""Readers of campaign copy: bytes of one file to an Asset, one module a format.

`registry.read_copy` is the way in: it tells the format from the content and maps every foreign
exception. Every reader keeps the exact place of each character of a block's text.
"""
