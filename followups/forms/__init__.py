"""Inputs of the steps of follow-ups, one module a noun."""
