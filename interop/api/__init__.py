"""REST and HL7 endpoints of interop."""
