"""The pages: server-rendered, keyboard first, German and English."""
