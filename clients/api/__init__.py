"""The API's view of clients: one module a collection, each a Resource over the same queries and steps."""
