"""What is kept of a drill: the folder of a session, written whole or not at all, and read again."""
