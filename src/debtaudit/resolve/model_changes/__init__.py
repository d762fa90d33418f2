"""Which change sets change a model, of which kinds, and whether that was written down."""
