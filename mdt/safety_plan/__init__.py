"""The one shared plan of a case: measures, actions, their changes and frozen versions."""
