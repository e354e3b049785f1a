"""The API of accounts: its resources, and who a bearer token stands for."""
