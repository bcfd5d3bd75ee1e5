import { NextRequest } from 'next/server'
import { proxy } from '../../proxy'

type Handler = (request: Request) => Promise<Response>

/** A person's browser at the console: it keeps cookies, and goes through the proxy to the handlers. */
export function browserAt(origin: string, kept = new Map<string, string>()) {
  const cookie = () => [...kept].map(([name, value]) => `${name}=${value}`).join('; ')

  function keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split('; ')
      const at = pair.indexOf('=')
      if (rest.includes('Max-Age=0')) kept.delete(pair.slice(0, at))
      else kept.set(pair.slice(0, at), pair.slice(at + 1))
    }
  }

  const ask = (path: string, more: Record<string, string> = {}) =>
    new Request(origin + path, {
      headers: { host: new URL(origin).host, cookie: cookie(), ...more },
    })

  async function go(handler: Handler, path: string): Promise<Response> {
    const response = await handler(ask(path))
    keep(response)
    return response
  }

  async function post(handler: Handler, path: string, body: unknown): Promise<Response> {
    const headers = { origin, 'content-type': 'application/json' }
    const request = new Request(ask(path, headers), { method: 'POST', body: JSON.stringify(body) })
    const response = await handler(request)
    keep(response)
    return response
  }

  /** What a screen's own questions do: through the proxy, whose cookie the handler reads. */
  async function pass(path: string): Promise<Headers> {
    const response = await proxy(new NextRequest(ask(path)))
    keep(response)
    const cookie = response.headers.get('x-middleware-request-cookie') ?? ''
    return new Headers({ host: new URL(origin).host, cookie })
  }

  return {
    go,
    post,
    pass,
    headers: () => new Headers({ host: new URL(origin).host, cookie: cookie() }),
    /** As somebody keeps who has copied its cookies. */
    copy: () => browserAt(origin, new Map(kept)),
  }
}
