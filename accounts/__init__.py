"""People who work here and systems that call: users, teams, roles, sign-in, the agency's own settings, API clients.

Owns who somebody is, which roles they hold, when they work and are away, who covers for them and who is on duty.
It does not own what a role may do to a client or a case: that stands in the policy of the app that owns the record.
"""
