"""What the seller configures: `config.toml` in the home folder. No secret is ever in it."""
