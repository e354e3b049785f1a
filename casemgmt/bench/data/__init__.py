"""The scaled data set: staff, clients and millions of rows of history, written in bulk and not by steps.

The same size gives the same invented agency every time, dated relative to now. Its event hashes are
fillers: the chains are as long as real ones, and do not verify.
"""

from casemgmt.bench.data.size import Size
from casemgmt.bench.data.writing import settle, write

__all__ = ["Size", "settle", "write"]
