"""What others say before and after publication: public readings, a second reading, a guarantor's opinion."""
