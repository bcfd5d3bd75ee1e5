import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const app = path.resolve(import.meta.dirname, '../../app')

export type AppRoute = {
  /** As Next writes it: `/api/v1/mtls/[namespace]`. */
  route: string
  kind: 'page' | 'reads' | 'writes'
}

/** Every page and every handler of the app, found where Next finds them. */
export const appRoutes = (): AppRoute[] =>
  readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(page\.tsx|route\.ts)$/.test(path.basename(file)))
    .map((file) => ({ route: routeOf(file), kind: kindOf(file) }))
    .sort((a, b) => (a.route < b.route ? -1 : 1))

const routeOf = (file: string) => `/${path.dirname(file)}`.replace(/\/(\([^)]*\)|\.)/g, '') || '/'

function kindOf(file: string): AppRoute['kind'] {
  if (path.basename(file) === 'page.tsx') return 'page'
  const text = readFileSync(path.join(app, file), 'utf8')
  return /^export (const|async function|function) GET\b/m.test(text) ? 'reads' : 'writes'
}

const names: Record<string, string> = {
  namespace: 'default',
  kind: 'VirtualService',
  name: 'reviews',
}

/** An address of it that means something in `bookinfo`. */
export const addressOf = (route: string): string =>
  route.replaceAll(/\[(\w+)\]/g, (_, name) => names[name] ?? 'x')
