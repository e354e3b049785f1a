"""What the code itself must look like, where a linter has no rule for it."""
