"""What happens around every request: its id, its session, its second factor, its actor, its language and time zone."""
