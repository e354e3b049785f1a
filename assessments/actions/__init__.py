"""Every step on instruments and assessments; importing this package registers them."""
