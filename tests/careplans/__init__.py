"""Needs, plans, promises, agreements, reviews and lessons."""
