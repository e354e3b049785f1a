"""Template tags for the shell and the components every page shares."""
