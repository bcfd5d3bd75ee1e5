import { wholeNumberOf } from './values'

/** How many nodes an opening picture may have; measured in the browser, kept for the next page. */
export const fewestNodes = 8
export const mostNodes = 60
export const nodeBudgetCookie = 'binnacle-nodes'

/** A laptop's, of 1440 × 900. */
const unlessMeasured = 15

export const nodeBudgetOf = (cookie: string | null): number =>
  wholeNumberOf(cookie, fewestNodes, mostNodes) ?? unlessMeasured
