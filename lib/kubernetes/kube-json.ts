import 'server-only'
import type { z } from 'zod'
import { UpstreamError } from '../errors'
import { failedWith } from './kube-failure'
import type { KubeRequest, KubeSend } from './kube-fetch'

/** The whole answer, parsed; anything but a success of that shape is an `UpstreamError`. */
export async function kubeJson<Schema extends z.ZodType>(
  send: KubeSend,
  schema: Schema,
  request: KubeRequest,
): Promise<z.output<Schema>> {
  const response = await send(request)
  const text = await response.text()
  if (response.status < 200 || response.status >= 300) throw failedWith(response, text)
  return parseJson(schema, text)
}

export function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new UpstreamError('kubernetes', 'malformed', { cause })
  }
}
