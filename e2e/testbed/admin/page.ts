import type { SwitchGroup } from './switches'

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const style = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.25rem } h2 { font-size: 0.95rem; margin: 1.25rem 0 0.4rem }
button { font: inherit; margin: 0 0.3rem 0.3rem 0; padding: 0.2rem 0.7rem; border-radius: 6px;
  border: 1px solid color-mix(in srgb, CanvasText 30%, Canvas); background: Canvas; color: CanvasText; cursor: pointer }
button[aria-pressed=true] { background: #1f55c0; border-color: #1f55c0; color: white }
output { display: block; min-height: 1.5em }`

/** Presses every button whose weather holds; traffic and lost scrapes are no state to show. */
const script = `
const buttons = [...document.querySelectorAll('button')]
const said = document.querySelector('output')
const holds = (wanted, present) => Object.entries(wanted).every(([name, value]) =>
  value !== null && typeof value === 'object' && present[name] !== null && typeof present[name] === 'object'
    ? holds(value, present[name]) : present[name] === value)
async function show() {
  const present = await (await fetch('/weather')).json()
  for (const button of buttons) {
    if (button.dataset.path !== '/weather') continue
    button.setAttribute('aria-pressed', String(holds(JSON.parse(button.dataset.body), present)))
  }
}
for (const button of buttons) button.addEventListener('click', async () => {
  const { method, path, body } = button.dataset
  const response = await fetch(path, { method, body })
  said.textContent = response.ok ? button.textContent + ': done' : (await response.json()).error
  await show()
})
show()
setInterval(show, 2000)`

const section = ({ title, switches }: SwitchGroup) =>
  `<section><h2>${escaped(title)}</h2>${switches
    .map(
      ({ title, method, path, body }) =>
        `<button data-method="${method}" data-path="${path}" data-body="${escaped(JSON.stringify(body))}">${escaped(title)}</button>`,
    )
    .join('')}</section>`

/** A plain page with a button for every switch. */
export const weatherPage = (groups: readonly SwitchGroup[]): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Weather of the test bed</title><style>${style}</style>
<h1>Weather of the test bed</h1>
<p>What the console meets on its way to the mesh. It lasts until it is changed.</p>
<output></output>
${groups.map(section).join('\n')}
<script type="module">${script}</script>
</html>
`
