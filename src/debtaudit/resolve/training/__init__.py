"""What trains a model, what starts it, and which tests and CI steps get there."""
