"""What whoever runs it needs: health, retention, letters, anchors, catching up."""
