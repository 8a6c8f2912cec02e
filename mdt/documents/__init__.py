"""Documents: short attachments of an item, cleaned, sealed, and for a section and recipients."""
