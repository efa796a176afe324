"""The domain: order -> plan -> shipment -> tracking number -> label. Knows no carrier by name, no server, no desktop."""
