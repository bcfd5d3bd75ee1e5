import 'server-only'
import type { Problem } from '../api/envelope'
import type { EmbedView } from '../identity/embed-token'
import type { Viewer } from '../identity/viewer'

/**
 * All that the token of a panel opens, and only to GET: what its picture is made of. A route that is
 * not named here is closed to every embed.
 */
export const embedRoutes: Readonly<Record<EmbedView, readonly string[]>> = {
  graph: ['/api/v1/graph'],
  split: ['/api/v1/splits/[namespace]/[kind]/[name]', '/api/v1/series'],
  mtls: ['/api/v1/mtls/[namespace]'],
}

type Params = Readonly<Record<string, string>>
type Refused = Omit<Problem, 'requestId'>

/** `null`: it may be answered. `params` are the router's own reading of the path. */
export function refuseEmbed(
  { embed, mode }: Viewer,
  asked: { pathname: string; params: Params; search: unknown },
): Refused | null {
  if (mode !== 'embed') return null
  if (embed === undefined || !embed.views.some((view) => opens(view, asked)))
    return refused('embed-route', 'The token of this panel does not open this')
  if (embed.window !== null && windowIn(asked.search) > embed.window)
    return refused('embed-window', 'The token of this panel does not open so long a window')
  return null
}

const refused = (code: string, title: string): Refused => ({
  type: 'about:blank',
  status: 403,
  code,
  title,
})

const windowIn = (search: unknown): number =>
  typeof search === 'object' && search && 'window' in search ? Number(search.window) : 0

const opens = (view: EmbedView, { pathname, params }: { pathname: string; params: Params }) =>
  embedRoutes[view].some((route) => pathOf(route, params) === pathname)

/** A route whose parameter the router has not found is another route. */
const pathOf = (route: string, params: Params) =>
  route.replaceAll(/\[(\w+)\]/g, (whole, name) => encodeURIComponent(params[name] ?? whole))
