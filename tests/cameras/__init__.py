"""Where depth frames come from."""
