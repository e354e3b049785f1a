"""Reads of interop, one module a noun."""
