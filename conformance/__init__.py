"""The test oracle: vectors made from the specification, and what replays them. Nothing imports this package."""
