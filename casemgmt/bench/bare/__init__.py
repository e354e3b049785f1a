"""The bare Django application the product is measured against: no middleware, no session, hand-written SQL, the plainest template."""
