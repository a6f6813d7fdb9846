"""How does somebody come in? What allauth and Django ask of us at the door; what is done there stands in `accounts`."""
