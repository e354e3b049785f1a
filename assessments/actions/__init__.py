"""Every step on instruments and assessments; importing this package registers them."""

from assessments.actions import instruments

__all__ = ["instruments"]
