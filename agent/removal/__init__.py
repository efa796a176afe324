"""Taking the program off a computer: what is still open is looked at first, and nothing goes that nobody named."""
