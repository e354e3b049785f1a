"""Inputs of assessments: one form a step, and the checks every definition and every answer has to pass."""
