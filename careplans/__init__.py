"""Needs, the plan made with the client, and the one ledger of promises: client, family, partner and staff alike.

Owns needs, care plans with goals and barriers, commitments, agreements, reviews, lessons, feedback and
the private link that is the client's own door. It does not own the screening that suggests a need
(assessments), what is due (followups), or the services a need is referred to (network).
"""
