"""What interop does with what comes in, one module a noun."""
