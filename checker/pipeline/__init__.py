"""The stages joined: files → segments → store → retrieve → judge → findings.

The only package that knows all stages. `index` brings the store up to date with the calls, `review`
holds copy against it. Both report progress to a callback, which may raise to cancel; what is done by
then is kept (vectors in the store, verdicts in their cache).
"""

from checker.pipeline.indexing import IndexResult, index
from checker.pipeline.progress import Progress, Reporter
from checker.pipeline.reviewing import review

__all__ = ["IndexResult", "Progress", "Reporter", "index", "review"]
