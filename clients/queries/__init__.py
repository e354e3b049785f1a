"""Reads of clients, one module a screen or noun; pages and the API call the same functions."""
