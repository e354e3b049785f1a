"""`make run` on one machine: installs what is pinned, starts an embedded PostgreSQL and Valkey, and keeps
web, worker and scheduler running until it is told to stop.

`__main__`, `install`, `console`, `places` and `running` need nothing but Python's own library: they run before
anything is installed. Production uses none of this package.
"""
