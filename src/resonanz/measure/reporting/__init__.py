"""Reports: what they hold, how they are said in German and English, and how they become HTML and a tagged PDF."""
