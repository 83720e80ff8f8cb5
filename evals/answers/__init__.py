"""How safe and how useful the cache of answers is: near-pairs, a replayed day, thresholds."""
