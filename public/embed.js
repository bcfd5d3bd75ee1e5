// <binnacle-panel>: a read-only panel of Binnacle on a page of yours. app/embed/README.md tells how.
// Plain JavaScript that is served as it stands: as a classic script or as a module.
{
  const views = ['graph', 'split', 'mtls']
  const asked = ['namespaces', 'focus', 'hops', 'window']
  const rebuilding = ['src', 'view', ...asked]
  /** A module does not know its own element; one that another module imports has none. */
  const ownElement = document.currentScript ?? document.querySelector('script[src$="/embed.js"]')
  const ownAddress = ownElement?.src

  const secondsBeforeEnd = 60
  const secondsBetweenAttempts = 10
  const secondsAtMost = 3600
  const heights = { 'min-height': 160, 'max-height': 1600 }

  /** In a sheet of its own, so that the page's rules and its content policy have the last word. */
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(':host { display: block } iframe { display: block; width: 100%; border: 0 }')

  /** When a token ends, as its own claim says; the console alone decides whether it is good. */
  function secondsLeft(token) {
    try {
      const claims = atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))
      return JSON.parse(claims).exp - Date.now() / 1000
    } catch {
      // No token of ours: the console says so on the panel, and asks for another.
      return Number.NaN
    }
  }

  class BinnaclePanel extends HTMLElement {
    static observedAttributes = [...rebuilding, 'theme', 'token', 'title', ...Object.keys(heights)]

    #getToken = null
    #frame = null
    #origin = ''
    #height = 0
    /** The page is loaded and listens. */
    #isReady = false
    /** One question for a token at a time; its frame, so that no other one gets the answer. */
    #askedFor = null
    #timer = 0
    #isBuildDue = false
    #darkness = matchMedia('(prefers-color-scheme: dark)')

    constructor() {
      super()
      this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet]
    }

    get getToken() {
      return this.#getToken
    }
    set getToken(ask) {
      this.#getToken = typeof ask === 'function' ? ask : null
      // A page that was ready before there was anybody to ask.
      if (this.#isReady && this.#timer === 0) void this.#passToken()
    }

    connectedCallback() {
      // Set before this class was known, it would hide the property.
      if (Object.hasOwn(this, 'getToken')) {
        const { getToken } = this
        delete this.getToken
        this.getToken = getToken
      }
      addEventListener('message', this.#onMessage)
      this.#darkness.addEventListener('change', this.#sendTheme)
      this.#buildSoon()
    }

    disconnectedCallback() {
      removeEventListener('message', this.#onMessage)
      this.#darkness.removeEventListener('change', this.#sendTheme)
      this.#dropFrame()
    }

    attributeChangedCallback(name, before, now) {
      if (before === now) return
      if (rebuilding.includes(name)) this.#buildSoon()
      else if (name === 'theme') this.#sendTheme()
      else if (name === 'token') void this.#passToken()
      else if (name in heights) this.#resize(this.#height)
      else if (this.#frame) this.#frame.title = this.#title
    }

    get #title() {
      return this.title || `Binnacle: ${this.getAttribute('view')}`
    }

    get #theme() {
      const theme = this.getAttribute('theme')
      if (theme === 'light' || theme === 'dark') return theme
      return this.#darkness.matches ? 'dark' : 'light'
    }

    /** Several attributes that change together make one frame. */
    #buildSoon() {
      if (this.#isBuildDue) return
      this.#isBuildDue = true
      queueMicrotask(() => {
        this.#isBuildDue = false
        this.#dropFrame()
        if (this.isConnected) this.#build()
      })
    }

    /** A new frame each time: one that is led to another address leaves a step in the history. */
    #build() {
      const view = this.getAttribute('view')
      const src = this.getAttribute('src') ?? ownAddress ?? ''
      if (!views.includes(view)) return this.#fail(`view must be one of: ${views.join(', ')}`)
      if (!/^https?:/.test(src) || !URL.canParse(src))
        return this.#fail('src must be the http or https address of the console')
      const address = new URL(`/embed/${view}`, src)
      for (const name of asked) {
        const value = this.getAttribute(name)
        if (value) address.searchParams.set(name, value)
      }
      address.searchParams.set('theme', this.#theme)
      this.#origin = address.origin
      const frame = document.createElement('iframe')
      frame.src = address.href
      frame.title = this.#title
      frame.loading = 'lazy'
      frame.referrerPolicy = 'no-referrer'
      this.#frame = frame
      this.#resize(this.#height)
      this.shadowRoot.replaceChildren(frame)
    }

    #dropFrame() {
      clearTimeout(this.#timer)
      this.#timer = 0
      this.#isReady = false
      this.#frame = null
      this.shadowRoot.replaceChildren()
    }

    /** From our own frame while it shows the console, and from nobody else. */
    #onMessage = ({ source, origin, data }) => {
      if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin) return
      const { type, ...detail } = Object(data)
      if (type === 'binnacle:ready') {
        this.#isReady = true
        this.#sendTheme()
        void this.#passToken()
      } else if (type === 'binnacle:renew') void this.#passToken()
      else if (type === 'binnacle:size') this.#resize(detail.height)
      else if (type === 'binnacle:select') this.#fire('binnacle-select', detail)
      else if (type === 'binnacle:verdict') this.#fire('binnacle-verdict', detail)
      else if (type === 'binnacle:error') this.#fail(String(detail.text))
    }

    async #passToken() {
      const frame = this.#frame
      if (!frame || !this.#isReady || this.#askedFor === frame) return
      this.#askedFor = frame
      clearTimeout(this.#timer)
      this.#timer = 0
      try {
        const token = await (this.#getToken ? this.#getToken() : this.getAttribute('token'))
        if (frame === this.#frame && token) this.#hand(token)
      } catch (cause) {
        if (frame === this.#frame) {
          this.#fail('getToken failed', cause)
          this.#passTokenIn(secondsBetweenAttempts)
        }
      } finally {
        if (this.#askedFor === frame) this.#askedFor = null
      }
    }

    #hand(token) {
      this.#send({ type: 'binnacle:token', token })
      const seconds = secondsLeft(token) - secondsBeforeEnd
      if (this.#getToken && Number.isFinite(seconds)) this.#passTokenIn(seconds)
    }

    #passTokenIn(seconds) {
      const wait = Math.max(secondsBetweenAttempts, Math.min(seconds, secondsAtMost))
      this.#timer = setTimeout(() => this.#passToken(), wait * 1000)
    }

    #sendTheme = () => this.#send({ type: 'binnacle:theme', theme: this.#theme })

    /** To the console only: a frame that shows another page hears nothing. */
    #send(message) {
      if (this.#isReady) this.#frame.contentWindow.postMessage(message, this.#origin)
    }

    #resize(height) {
      const [min, max] = Object.entries(heights).map(
        ([name, usual]) => Number(this.getAttribute(name)) || usual,
      )
      if (!Number.isFinite(height)) return
      this.#height = height
      if (this.#frame) this.#frame.style.height = `${Math.max(min, Math.min(height, max))}px`
    }

    #fail(message, cause) {
      this.#fire('binnacle-error', { message, cause })
    }

    #fire(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
    }
  }

  if (!customElements.get('binnacle-panel')) customElements.define('binnacle-panel', BinnaclePanel)
}
