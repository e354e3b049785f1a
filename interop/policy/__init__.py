"""Who may do what with what comes in."""
