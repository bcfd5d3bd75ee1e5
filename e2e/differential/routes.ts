import { readdirSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

/** What Next calls, whatever the method. */
export type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string>> },
) => Response | Promise<Response>

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
export type Method = (typeof methods)[number]

export type AppRoute = {
  /** As Next writes it: `/api/v1/mtls/[namespace]`. */
  route: string
  handlers: Partial<Record<Method, Handler>>
}

/** Every route handler of the app, found where Next finds them. */
export function appRoutes(): Promise<AppRoute[]> {
  const files = readdirSync(path.join(root, 'app'), { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'route.ts')
    .sort()
  return Promise.all(
    files.map(async (file) => {
      const exported = await import(/* @vite-ignore */ path.join(root, 'app', file))
      const handlers = Object.fromEntries(
        methods.flatMap((method) => (exported[method] ? [[method, exported[method]]] : [])),
      )
      return { route: `/${path.dirname(file)}`.replace(/\/\([^)]*\)/g, ''), handlers }
    }),
  )
}

/** The values that a path has where its route has brackets, as Next tells the handler. */
export function paramsOf(route: string, pathname: string): Record<string, string> {
  const values = pathname.split('/')
  return Object.fromEntries(
    route
      .split('/')
      .flatMap((part, index) =>
        part.startsWith('[') ? [[part.slice(1, -1), decodeURIComponent(values[index] ?? '')]] : [],
      ),
  )
}
