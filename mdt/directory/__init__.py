"""Who and what there is in a region: organisations, rooms, people, their hours, standing tables."""
