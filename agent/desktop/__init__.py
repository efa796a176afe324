"""Tray, window and autostart. Imported by their own commands alone: the core knows no screen."""
