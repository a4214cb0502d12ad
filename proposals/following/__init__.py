"""Following proposals and consultations, and what followers are told."""
