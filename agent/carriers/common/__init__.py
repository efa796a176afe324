"""What more than one carrier wants of an order: its phone, its address, the name of its delivery method. Knows no carrier."""
