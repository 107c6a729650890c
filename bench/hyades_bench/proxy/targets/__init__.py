"""What is compared: each target is a way to reach the servers."""
