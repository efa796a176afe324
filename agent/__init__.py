"""The local agent of Nadajnik: holds the credentials, creates shipments, reports numbers, keeps labels."""

__version__ = "0.1.0"
