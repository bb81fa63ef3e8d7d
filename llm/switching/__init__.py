"""Taking turns on one GPU: queues per model, sleep and wake, and leases for others."""
