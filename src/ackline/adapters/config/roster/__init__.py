"""people.yml and accounts.yml: who answers, for whom, and when. Read, checked whole, frozen for the database."""
