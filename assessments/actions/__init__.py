"""Every step on instruments and assessments; importing this package registers them."""

from assessments.actions import assessments, instruments, tiers

__all__ = ["assessments", "instruments", "tiers"]
