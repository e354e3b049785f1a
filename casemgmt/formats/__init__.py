"""How dates and times are written, shorter than Django's own (FORMAT_MODULE_PATH)."""
