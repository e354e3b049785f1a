"""Inputs of the steps on plans, one module a noun."""
