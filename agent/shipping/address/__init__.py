"""Polish addresses as people type them, taken apart by a small grammar. Pure."""
