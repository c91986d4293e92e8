"""How the general network that is shipped was trained; the program itself never imports this."""
