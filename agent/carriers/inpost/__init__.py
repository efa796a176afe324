"""InPost through the ShipX API."""
