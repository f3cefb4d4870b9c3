"""Recipe that trains the French Stanza models shipped with the package."""
