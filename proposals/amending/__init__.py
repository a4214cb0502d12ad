"""Another wording offered to an author: proposed, discussed by positions, accepted or declined."""
