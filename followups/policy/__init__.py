"""Who may see and change follow-ups, one module a noun."""
