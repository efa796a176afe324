"""Plain frozen values of the domain. Money is integer grosze, mass grams, length millimetres."""
