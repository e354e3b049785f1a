"""Reads of plans and of the ledger of promises, one module a screen or noun."""
