import { ownerFindings } from '../../owner/owner'
import { evidenceOf, type SplitCheck } from './check'

/** Somebody keeps the object as it is: a controller that steers the weights, or what is in Git. */
export const owned: SplitCheck = ({ route, owner }) =>
  ownerFindings(owner, { what: 'route', evidence: evidenceOf(route) })
