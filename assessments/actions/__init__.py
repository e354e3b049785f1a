"""Every step on instruments and assessments; importing this package registers them."""

from assessments.actions import assessments, instruments

__all__ = ["assessments", "instruments"]
