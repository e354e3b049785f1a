"""Pages of accounts: sign-in, the settings, one's own settings, and the way home."""
