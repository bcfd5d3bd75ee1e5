import { z } from 'zod'
import { callResults, sentKinds } from '../domain/mtls/words'
import { reply } from './envelope'
import { objectReference } from './finding'
import { mtlsMode, workloadPort } from './mtls'
import { flag } from './search'

const qualified = z
  .string()
  .max(320)
  .regex(/^[a-z0-9]([-a-z0-9]*)\/(\*\.)?[a-z0-9]([-a-z0-9.]*)$/, 'is not `namespace/name`')

/** What would happen if this client called this service now, by configuration alone. */
export const callCheckSearch = z.object({
  client: z
    .union([z.literal('none'), qualified])
    .describe('`namespace/name` of a workload; `none` is a client without a proxy'),
  service: qualified.describe(
    '`namespace/name`; of a ServiceEntry its namespace and one of its hosts',
  ),
  port: z
    .string()
    .regex(/^[1-9]\d{0,4}$/)
    .transform(Number)
    .pipe(z.number().max(65_535))
    .describe('Port of the service'),
  subset: z.string().max(253).optional().describe('That a route sends the call to'),
  direct: flag(false, 'Whether the client calls a pod’s address instead of the service'),
})
export type CallCheckSearch = z.infer<typeof callCheckSearch>

const step = z.object({
  step: z.string(),
  decided: z.string(),
  by: z.array(objectReference),
})

const callResult = z.enum(callResults)

export const callCheck = z.object({
  result: callResult.describe('Of several pods that differ, the worst'),
  sentence: z.string(),
  sends: z.string(),
  accepts: z.string(),
  chain: z.array(step),
  warning: z.string().nullable(),
  endpoints: z.array(
    z.object({
      workload: z.string(),
      pods: z.number().int().describe('Pods that are served alike'),
      port: workloadPort,
      mode: mtlsMode.nullable().describe('null: nothing enforces a policy here'),
      sends: z.enum(sentKinds),
      result: callResult,
      sentence: z.string(),
    }),
  ),
})

export const callCheckReply = reply(callCheck)
export type CallCheckReply = z.infer<typeof callCheckReply>
