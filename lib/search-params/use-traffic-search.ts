'use client'
import { parseScope, type Scope } from './scope'
import {
  parseTrafficSearch,
  type TrafficScreenSearch,
  toSplitScreenQuery,
  toTrafficQuery,
} from './traffic'
import { type SearchLanguage, useScreenSearch } from './use-screen-search'

const list = {
  parse: parseTrafficSearch,
  toQuery: toTrafficQuery,
  typed: ['find'],
} satisfies SearchLanguage<TrafficScreenSearch>
const one = { parse: parseScope, toQuery: toSplitScreenQuery }

export const useTrafficSearch = () => useScreenSearch<TrafficScreenSearch>(list)

export const useSplitScreenSearch = () => useScreenSearch<Scope>(one)
