"""Who may do what to clients and their records; one module a noun. `sight` says who sees whom."""
