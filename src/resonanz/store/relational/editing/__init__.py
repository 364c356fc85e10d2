"""What pages and API change beyond the ports: checked, permitted, recorded."""
