"""Inputs of the steps on people, teams, the agency and API clients."""
