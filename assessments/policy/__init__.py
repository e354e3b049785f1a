"""Who may see, take and change assessments and instruments; one module a noun."""
