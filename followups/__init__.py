"""The one list of everything due: what, why, for which client, whose, by when.

Owns follow-ups and the screens that start a day with them (Today, Team). It does not own what opens
or closes one: that follows from the steps of the other apps, wired in casemgmt/wiring.py.
"""
