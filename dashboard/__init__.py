"""The review dashboard: pages of Streamlit over the store. Nothing heavy is imported with it."""
