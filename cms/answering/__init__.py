"""What the institution answers to each finding, what it commits itself to, who is told, and what is late."""
