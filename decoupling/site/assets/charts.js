// Draws each chart of the page from its own file, in the colours that the reader prefers, and anew when these change.
const dark = matchMedia("(prefers-color-scheme: dark)")
const settings = {displaylogo: false, displayModeBar: false, showSendToCloud: false, responsive: false}
const draw = () => {
  for (const place of document.querySelectorAll("[data-figure]")) {
    const figure = (window.figures || {})[place.dataset.figure][dark.matches ? "dark" : "light"]
    const layout = {...figure.layout, width: Math.max(figure.least || 0, place.clientWidth)}
    Plotly.react(place, figure.data, layout, settings)
  }
}
dark.addEventListener("change", draw)
addEventListener("resize", draw)
draw()
