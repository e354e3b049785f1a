"""Every step on needs, plans and promises; importing this package registers them."""
