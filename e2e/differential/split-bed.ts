import {
  applyRevertBody,
  applySplitBody,
  applySplitReply,
  planRevertBody,
  planSplitBody,
  planSplitReply,
} from '../../lib/api/split-changes'
import { splitParams, splitReply, splitSearch } from '../../lib/api/splits'
import { getHandler } from '../../lib/server/handler'
import { postHandler } from '../../lib/server/post-handler'
import { readSplit } from '../../lib/server/splits/read-split'
import { applyRevert, applySplit, planRevert, planSplit } from '../../lib/server/splits/write-split'
import type { Rule } from '../testbed/kubernetes/testing/account'
import { type Answer, asker, startWriteBed, type WriteBed } from './write-bed'

/** The product's own handlers of traffic splits. */
export type SplitBed = WriteBed & {
  ask: (route: RouteName) => Promise<Answer>
  plan: (route: RouteName, body: object) => Promise<Answer>
  apply: (route: RouteName, body: object) => Promise<Answer>
  planRevert: (route: RouteName, body: object) => Promise<Answer>
  revert: (route: RouteName, body: object) => Promise<Answer>
}

export type RouteName = { namespace: string; kind: string; name: string }

const params = splitParams.shape

/** The person is the admin, or a ServiceAccount that may do this much and no more. */
export const startSplitBed = async (rules?: Rule[]): Promise<SplitBed> => ({
  ...(await startWriteBed(rules)),
  ask: asker(getHandler(splitParams.extend(splitSearch.shape), splitReply, readSplit), 'GET'),
  plan: asker(postHandler(planSplitBody.extend(params), planSplitReply, planSplit), 'POST'),
  apply: asker(postHandler(applySplitBody.extend(params), applySplitReply, applySplit), 'POST'),
  planRevert: asker(postHandler(planRevertBody.extend(params), planSplitReply, planRevert), 'POST'),
  revert: asker(postHandler(applyRevertBody.extend(params), applySplitReply, applyRevert), 'POST'),
})
