"""A drawing as part of a page: SVG of our own making, in the page's text colour.

`st.html` drops SVG, and an image would not know the page's colours; so it is mounted
as a component. The browser reads it as XML: a document that is not well-formed is not
drawn at all, and nothing in it is run.
"""

import streamlit as st

_HTML = '<div id="drawing"></div>'
_CSS = """
#drawing {
  color: var(--st-text-color);
  font-family: var(--st-font);
  width: 100%;
  min-height: 40px;
}
#drawing a { cursor: pointer; }
#drawing a:hover { opacity: 0.7; }
"""
_JS = """
export default function ({ data, parentElement }) {
  const place = parentElement.querySelector("#drawing");
  const read = new DOMParser().parseFromString(data.svg, "image/svg+xml");
  const root = read.documentElement;
  const sound = root.localName === "svg" && !read.querySelector("parsererror, script");
  if (!sound) {
    place.textContent = "The picture cannot be drawn.";
    return;
  }
  place.replaceChildren(document.importNode(root, true));
}
"""


def drawing(svg: str, key: str) -> None:
    """Show `svg`, one element whose texts are escaped, as wide as there is room."""
    mounted = st.components.v2.component("drawing", html=_HTML, css=_CSS, js=_JS)
    mounted(data={"svg": svg}, key=key, height="content")
