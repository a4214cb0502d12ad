"""The published page of a synthesis and the pages beneath its address; what other parts add to them."""
