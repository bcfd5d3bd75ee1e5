import { type GraphScreenSearch, graphDefaults, toGraphQuery } from './graph'

const withQuery = (path: string, query: URLSearchParams) =>
  query.size > 0 ? `${path}?${query}` : path

export const graphHref = (search: Partial<GraphScreenSearch> = {}): string =>
  withQuery('/graph', toGraphQuery({ ...graphDefaults, ...search }))
