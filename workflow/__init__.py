"""The kernel: one workflow behind every door.

Owns steps (a change to a record, declared once), the actor who takes them, locked querysets, the
append-only event log with its hash chains, the outbox, and the generic page and API doors. It does
not know what a client, a case or a note is: no domain words live here.
"""
