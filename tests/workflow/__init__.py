"""The kernel by itself: steps, scoping, events, outbox, idempotency, keyset pages, sealing, inputs, problems."""
