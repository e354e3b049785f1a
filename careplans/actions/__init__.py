"""Every step on needs, plans and promises; importing this package registers them."""

from careplans.actions import agreements, commitments, feedback, goals, lessons, library, links, needs, plans, reviews, sending

__all__ = [
    "agreements",
    "commitments",
    "feedback",
    "goals",
    "lessons",
    "library",
    "links",
    "needs",
    "plans",
    "reviews",
    "sending",
]
