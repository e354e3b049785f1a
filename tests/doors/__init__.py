"""Every step through every door, every address for every role, and what happens when eight people act at once."""
