"""Moves between settings of care: the stay, the protocols that protect whoever moves, and their clocks.

Owns transitions, protocols as data, clocks, confirmations of the hand-over and the notices a visit is known
by. It does not own contacts (clients), what stands on whose list (followups), the reassessment after a
discharge (assessments), or how a hospital's message is read and matched (interop).
"""
