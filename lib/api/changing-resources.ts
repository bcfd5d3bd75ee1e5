import { problem } from './envelope'
import { mtlsParams } from './mtls'
import {
  applyMtlsBody,
  applyMtlsReply,
  applyMtlsRevertBody,
  mtlsConflict,
  planMtlsBody,
  planMtlsReply,
  planMtlsRevertBody,
} from './mtls-change'
import {
  applyRevertBody,
  applySplitBody,
  applySplitReply,
  planRevertBody,
  planSplitBody,
  planSplitReply,
  splitConflict,
} from './split-changes'
import {
  applyCreateBody,
  applyCreateReply,
  createConflict,
  planCreateBody,
  planCreateReply,
  undoCreateBody,
  undoCreateReply,
} from './split-creation'
import { splitParams } from './splits'

/** What plans, and what carries out a plan. */
export const changingResources = [
  {
    path: '/api/v1/mtls/{namespace}/plan',
    summary: 'What a policy would write, whom it would hit, and who would be refused',
    params: mtlsParams,
    body: planMtlsBody,
    reply: planMtlsReply,
    conflict: mtlsConflict,
  },
  {
    path: '/api/v1/mtls/{namespace}/apply',
    summary: 'Writes exactly what was planned, once every caller that breaks is ticked',
    params: mtlsParams,
    body: applyMtlsBody,
    reply: applyMtlsReply,
    conflict: mtlsConflict,
  },
  {
    path: '/api/v1/mtls/{namespace}/revert/plan',
    summary: 'What taking a change of policy back would write',
    params: mtlsParams,
    body: planMtlsRevertBody,
    reply: planMtlsReply,
    conflict: mtlsConflict,
  },
  {
    path: '/api/v1/mtls/{namespace}/revert',
    summary: 'Takes a change of policy back; what it made and nobody changed is deleted',
    params: mtlsParams,
    body: applyMtlsRevertBody,
    reply: applyMtlsReply,
    conflict: mtlsConflict,
  },
  {
    path: '/api/v1/splits/{namespace}/{kind}/{name}/plan',
    summary: 'What new weights would write, and what they would do',
    params: splitParams,
    body: planSplitBody,
    reply: planSplitReply,
    conflict: splitConflict,
  },
  {
    path: '/api/v1/splits/{namespace}/{kind}/{name}/apply',
    summary: 'Writes exactly what was planned, or says what has changed since',
    params: splitParams,
    body: applySplitBody,
    reply: applySplitReply,
    conflict: splitConflict,
  },
  {
    path: '/api/v1/splits/{namespace}/{kind}/{name}/revert/plan',
    summary: 'What taking a change back would write',
    params: splitParams,
    body: planRevertBody,
    reply: planSplitReply,
    conflict: splitConflict,
  },
  {
    path: '/api/v1/splits/{namespace}/{kind}/{name}/revert',
    summary: 'Takes a change back as planned, while the weights are as it left them',
    params: splitParams,
    body: applyRevertBody,
    reply: applySplitReply,
    conflict: splitConflict,
  },
  {
    path: '/api/v1/splits/create/plan',
    summary: 'The subsets and the route that would split a service',
    body: planCreateBody,
    reply: planCreateReply,
    conflict: createConflict,
  },
  {
    path: '/api/v1/splits/create/apply',
    summary: 'Makes them in their order, and says how far it came',
    body: applyCreateBody,
    reply: applyCreateReply,
    conflict: createConflict,
  },
  {
    path: '/api/v1/splits/create/undo',
    summary: 'Takes back what was made, as long as nobody has changed it',
    body: undoCreateBody,
    reply: undoCreateReply,
    conflict: problem,
  },
] as const
