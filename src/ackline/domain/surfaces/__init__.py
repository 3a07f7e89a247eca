"""What people see of it: cards, buttons, pages and briefs as typed words."""
