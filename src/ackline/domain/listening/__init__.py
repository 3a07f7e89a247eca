"""What a message's words say: topics, claims, emergencies, promises."""
