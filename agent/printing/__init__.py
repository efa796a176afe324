"""Printing on this computer: which printers there are, and one document sent to one of them."""
