"""Settings and wiring: what differs from one installation to the next."""
