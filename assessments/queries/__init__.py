"""Reads of assessments, and what is computed from answers: branching, scores, flags, possible needs, the tier."""
