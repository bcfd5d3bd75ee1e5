import type { SplitReply } from '@/lib/api/splits'

/** One split with all that is told of it. */
export type SplitDetail = SplitReply['data']
export type Change = SplitDetail['history'][number]
export type Verification = NonNullable<SplitDetail['verification']>
