"""How the story is shown: its steps, its pictures, its balances."""
