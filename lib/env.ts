import 'server-only'
import { z } from 'zod'
import { type AuthEnv, authEnv, authModes, authVariables } from './env/auth'
import { type EmbedEnv, embedEnv, embedVariables } from './env/embed'
import { type PrometheusEnv, prometheusEnv, prometheusVariables } from './env/prometheus'

/** What the environment asks for, once it has been found possible. */
export type Env = AuthEnv &
  PrometheusEnv & {
    /** `null` where nothing is embedded. */
    embed: EmbedEnv | null
    /** `KUBECONFIG` as written: one file or several, as kubectl reads it. */
    kubeconfig: string | null
    host: string
    port: number
    inCluster: boolean
  }

export type ParsedEnv = { kind: 'accepted'; env: Env } | { kind: 'refused'; sentence: string }

const variables = z.object({
  ...authVariables,
  ...embedVariables,
  ...prometheusVariables,
  KUBECONFIG: z.string().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: 'must be a number from 0 to 65535' })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: 'must be a number from 0 to 65535' })
    .default(3000),
  KUBERNETES_SERVICE_HOST: z.string().optional(),
})

/** Names and addresses that only this machine can reach; IPv6 with or without brackets. */
export const isLoopback = (host: string) => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)

export function parseEnv(source: NodeJS.ProcessEnv): ParsedEnv {
  // Compose files and manifests write "not set" as an empty value.
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = variables.safeParse(set)
  if (!parsed.success) return refused(parsed.error.issues)
  const { BINNACLE_AUTH, HOST, PORT, KUBECONFIG, KUBERNETES_SERVICE_HOST } = parsed.data
  const identity = authEnv(parsed.data)
  if (typeof identity === 'string') return { kind: 'refused', sentence: identity }
  const prometheus = prometheusEnv(parsed.data, identity.auth)
  if (typeof prometheus === 'string') return { kind: 'refused', sentence: prometheus }
  const embed = embedEnv(parsed.data)
  if (typeof embed === 'string') return { kind: 'refused', sentence: embed }
  const env: Env = {
    ...identity,
    ...prometheus,
    embed,
    kubeconfig: KUBECONFIG ?? null,
    host: HOST,
    port: PORT,
    inCluster: KUBERNETES_SERVICE_HOST !== undefined,
  }
  const sentence = contradiction(env, BINNACLE_AUTH !== undefined)
  return sentence === null ? { kind: 'accepted', env } : { kind: 'refused', sentence }
}

let accepted: Env | undefined

/** The process's own environment, parsed at the first call. `instrumentation.ts` has judged it before. */
export function readEnv(): Env {
  if (accepted) return accepted
  const parsed = parseEnv(process.env)
  if (parsed.kind === 'refused') throw new Error(parsed.sentence)
  accepted = parsed.env
  return accepted
}

const inClusterModes = authModes
  .map((mode) => (mode === 'anonymous' ? 'anonymous (view only)' : mode))
  .filter((mode) => mode !== 'kubeconfig')

function contradiction(env: Env, authIsSet: boolean): string | null {
  if (env.inCluster && !authIsSet)
    return `BINNACLE_AUTH is not set. Inside a cluster there is no kubeconfig of a person to act as; the modes that are possible there are: ${inClusterModes.join(', ')}.`
  // Whoever reaches the port acts as the kubeconfig's user, so only this machine may reach it.
  if (env.auth === 'kubeconfig' && !isLoopback(env.host))
    return `HOST is ${env.host}, but BINNACLE_AUTH=kubeconfig listens on this machine only (127.0.0.1, localhost or ::1), because every visitor acts as your kubeconfig's user.`
  return null
}

function refused(issues: readonly z.core.$ZodIssue[]): ParsedEnv {
  const [issue] = issues
  return { kind: 'refused', sentence: `${issue?.path.join('.')} ${issue?.message}.` }
}
