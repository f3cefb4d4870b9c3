"""What an article says of cooperation: actors, acts and their details, reasons."""
