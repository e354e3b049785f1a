"""Tests of the project itself: the shell, its tags and words."""
