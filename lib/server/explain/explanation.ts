import 'server-only'
import type { ExplainCode } from '../../domain/explain-code'
import type { Finding } from '../../domain/finding'

/** A finding with what shows the same in Prometheus. */
export type Explanation = Finding & { code: ExplainCode; promql: string | null }

/** Nothing is asked of anybody's change: an explanation only tells. */
export const explanation = (
  found: Omit<Explanation, 'gate' | 'evidence'> & Partial<Pick<Explanation, 'evidence'>>,
): Explanation => ({ gate: 'inform', evidence: [], ...found })
