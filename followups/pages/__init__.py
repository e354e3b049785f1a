"""HTML views of follow-ups: Today, Team, and the list behind every number."""
