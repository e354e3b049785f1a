"""Every step on people, teams and the agency; importing this package registers them."""
