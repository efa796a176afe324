"""Paczka w Ruchu (today ORLEN Paczka) through its SOAP service."""
