"""HTML views of clients, one module a screen; `frame` holds the banner and tabs they all stand in."""
