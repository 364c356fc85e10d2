"""What a mention says: named pure steps over batches."""
