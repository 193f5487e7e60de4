"""The shipped sample corpus: real papers, their abstracts told anew in our own words."""
