"""Who is on duty and can be reached: people, rotas, covers, shifts."""
