'use client'
import { type GraphScreenSearch, parseGraphSearch, toGraphQuery } from './graph'
import { useScreenSearch } from './use-screen-search'

const language = { parse: parseGraphSearch, toQuery: toGraphQuery }

export const useGraphSearch = () => useScreenSearch<GraphScreenSearch>(language)
