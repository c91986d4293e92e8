"""Windows of their own, which the main flow of work does not need."""
