"""What other systems send, read into the input of our steps, one module a noun."""
