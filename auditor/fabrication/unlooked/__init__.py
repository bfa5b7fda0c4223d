"""What is told though nothing was looked up, or nothing came back: each way in a file."""
