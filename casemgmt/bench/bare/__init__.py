"""The bare Django application the product is measured against: what `startproject` gives, sign-in required, hand-written SQL, the plainest template."""
