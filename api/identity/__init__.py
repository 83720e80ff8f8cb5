"""Who asks: tokens of several kinds, each read by what issued it."""
