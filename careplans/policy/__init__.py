"""Who sees and changes needs, plans and promises; `sight` says who sees them."""
