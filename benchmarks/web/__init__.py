"""What each page and each post costs the server and the database, in views that do next to nothing."""
