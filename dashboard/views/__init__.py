"""One file a page: layout and words only; what is read comes from `queries`.

The folder is not named `pages`: Streamlit would run its files by themselves, without `app`.
"""
