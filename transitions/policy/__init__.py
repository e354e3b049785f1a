"""Who sees and changes transitions, their clocks, confirmations and protocols."""
