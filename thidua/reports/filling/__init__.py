"""What reports are filled with from the rooms below, a file a room."""
