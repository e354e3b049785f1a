"""The demo agency: invented people and stories, made by the same steps as real ones, dated relative to today."""
