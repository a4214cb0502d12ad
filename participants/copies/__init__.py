"""Taking one's data away: asking for a copy, making it in the background, downloading it."""
