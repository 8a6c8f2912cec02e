"""A conference from draft to held: its agenda, its moment, who is needed when."""
