"""The court beside the table: proceedings, contact that contradicts itself, the judge."""
