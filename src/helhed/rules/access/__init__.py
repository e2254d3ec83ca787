"""Who may do what to whom: role × action × scope."""
