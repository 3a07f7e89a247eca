"""A small vendor with two customers."""

SEED = {
    "now": "2026-11-20T18:00:00Z",
    "teams": [
        {"id": "T0VENDOR", "name": "Vendor", "domain": "vendor", "vendor": True},
        {"id": "T0ACME", "name": "Acme"},
        {"id": "T0BETA", "name": "Beta"},
    ],
    "users": [
        {"id": "U0ANA", "name": "ana", "real_name": "Ana Lima", "team": "T0VENDOR", "email": "ana@vendor.example"},
        {"id": "U0TOM", "name": "tom", "real_name": "Tom Falk", "team": "T0VENDOR", "tz": "Europe/Berlin"},
        {"id": "U0BOB", "name": "bob", "real_name": "Bob Ray", "team": "T0ACME", "email": "bob@acme.example"},
        {"id": "U0EVE", "name": "eve", "real_name": "Eve Moss", "team": "T0ACME"},
        {"id": "U0ZOE", "name": "zoe", "real_name": "Zoe Orr", "team": "T0BETA"},
    ],
    "channels": [
        {"id": "C0ACME", "name": "ext-acme", "shared_with": ["T0ACME"], "members": ["U0ANA", "U0TOM", "U0BOB"]},
        {"id": "C0TRIAGE", "name": "triage", "members": ["U0ANA", "U0TOM"], "private": True},
        {"id": "C0LOBBY", "name": "lobby", "members": ["U0ANA"], "bot": False},
    ],
}
