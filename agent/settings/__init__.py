"""The settings pages and what they may do: served on loopback to whoever holds a ticket from the agent itself."""
