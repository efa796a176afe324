"""The seller's rules: which of them decides on an order, and what it chooses. Pure; the file is read elsewhere."""
