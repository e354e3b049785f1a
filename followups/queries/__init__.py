"""Reads of follow-ups, one module a screen."""
