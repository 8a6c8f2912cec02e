"""What comes back by mail: kept once, understood, matched, and allowed to change what it earned."""
