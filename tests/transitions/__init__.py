"""Moves between settings of care: their clocks, attempts, notices, and what follows from them."""
