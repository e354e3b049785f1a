"""`make bench`: the demo agency scaled to 100,000 clients, and how long its pages and steps take on it.

Each page is measured in one run beside the raw SQL and a bare Django view that answer the same
question; docs/benchmarks.md says what is compared and keeps a recorded run. Production uses none of this.
"""
