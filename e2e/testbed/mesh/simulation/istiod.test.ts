import { beforeEach, describe, expect, test } from 'vitest'
import { seededRandom } from '../draw/random'
import { worldOf } from '../fixtures'
import { type Istiod, newIstiod } from './istiod'

const startedAt = Date.UTC(2026, 10, 1)
const hour = 3_600_000

describe('istiod', () => {
  let istiod: Istiod

  beforeEach(() => {
    istiod = newIstiod(seededRandom(1), startedAt)
  })

  function metric(name: string, type?: string): number | undefined {
    const found = istiod
      .metrics()
      .find((one) => one.name === name && (!type || one.labels.type === type))
    return found && 'value' in found ? found.value : undefined
  }

  test('knows its proxies, services and routes from its first push on', () => {
    expect(metric('pilot_xds')).toBe(0)
    istiod.push(worldOf())
    expect(metric('pilot_xds')).toBe(3)
    expect(metric('pilot_services')).toBe(2)
    expect(metric('pilot_virt_services')).toBe(0)
  })

  test('pushes every kind to every proxy, and notes how long each took', () => {
    istiod.push(worldOf())
    istiod.push(worldOf())
    for (const type of ['cds', 'eds', 'lds', 'rds']) {
      expect(metric('pilot_xds_pushes', type)).toBe(6)
    }
    const convergence = istiod.metrics().find(({ name }) => name === 'pilot_proxy_convergence_time')
    const counts = convergence?.type === 'histogram' ? convergence.counts : []
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6)
  })

  test('signs certificates as time goes by, and comes closer to the end of its own', () => {
    istiod.push(worldOf())
    const before = metric('citadel_server_root_cert_expiry_seconds') ?? 0
    istiod.advanceTo(startedAt + 240 * hour)
    expect(metric('citadel_server_csr_count')).toBeGreaterThan(20)
    expect(metric('citadel_server_root_cert_expiry_seconds')).toBe(before - 240 * 3_600)
    const timestamp = metric('citadel_server_root_cert_expiry_timestamp') ?? 0
    expect(timestamp * 1000).toBeGreaterThan(startedAt + 9 * 365 * 24 * hour)
  })

  test('lists each proxy as in step with its last push', () => {
    istiod.advanceTo(startedAt + hour)
    istiod.push(worldOf())
    const [first] = istiod.syncz()
    expect(istiod.syncz()).toHaveLength(3)
    expect(first).toMatchObject({
      cluster_id: 'Kubernetes',
      proxy_type: 'sidecar',
      istio_version: '1.31.1',
    })
    for (const { sent, acked, sentTime } of Object.values(first?.resources ?? {})) {
      expect(acked).toBe(sent)
      expect(sentTime).toBe(new Date(startedAt + hour).toISOString())
    }
  })
})
