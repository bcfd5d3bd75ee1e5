import { split } from '@/lib/domain/traffic-split/split.fixtures'
import type { SplitDetail } from './split-detail'

export const detail = (more: Partial<SplitDetail> = {}): SplitDetail => ({
  ...split(),
  yaml: 'kind: VirtualService\n',
  history: [],
  verification: null,
  parents: [],
  ...more,
})
