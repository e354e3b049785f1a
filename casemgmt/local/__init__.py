"""`make run` on one machine: installs what is pinned, starts an embedded PostgreSQL and Valkey, and keeps
web, worker and scheduler running until it is told to stop.

`start`, `install`, `children`, `console`, `places` and `running` need nothing but Python's own library: they run before
anything is installed, and `__main__` before it is known whether this Python is new enough. Production uses none of it.
"""
