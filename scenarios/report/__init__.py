"""One run as one page that can be sent to a colleague: all in it, nothing from outside.

page.py      the page of a run, from what the store keeps of it
parts.py     what stands on it: plain rows and charts
page.html    how it looks
"""
