'use client'
import { parseScope, type Scope, scopeDefaults, withoutDefaults, writtenScope } from './scope'
import { useScreenSearch } from './use-screen-search'

const language = {
  parse: parseScope,
  toQuery: (scope: Scope) => withoutDefaults(writtenScope(scope), writtenScope(scopeDefaults)),
}

/** The screen of connections has nothing of its own in its URL. */
export const useConnectionsSearch = () => useScreenSearch<Scope>(language)
