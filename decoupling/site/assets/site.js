// Narrows a list to the rows that hold every word; the words stand behind #find= in the address.
const field = document.getElementById("find"), count = document.getElementById("found")
const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
const rows = [...document.querySelectorAll("[data-words]")]
const texts = rows.map(row => fold(row.textContent + " " + row.dataset.words))
const narrow = () => {
  const words = fold(field.value).split(/\s+/).filter(Boolean)
  let left = 0
  rows.forEach((row, place) => {
    row.hidden = !words.every(word => texts[place].includes(word))
    left += !row.hidden
  })
  count.textContent = `${left.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`
}
field.addEventListener("input", () => {
  narrow()
  history.replaceState(null, "", field.value ? "#" + new URLSearchParams({find: field.value}) : location.pathname)
})
field.form.addEventListener("submit", event => event.preventDefault())
field.form.hidden = false
field.value = new URLSearchParams(location.hash.slice(1)).get("find") ?? ""
narrow()
