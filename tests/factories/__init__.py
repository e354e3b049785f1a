"""Makers of believable records, one module an app."""
