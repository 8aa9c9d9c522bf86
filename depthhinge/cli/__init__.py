"""The commands, one a file; what they print, and with what code they end."""
