"""Inputs of the clients' steps, one module a noun; the API's inputs are derived from these."""
