"""What people see when they ask: Home, queues, searches, explanations, forms."""
