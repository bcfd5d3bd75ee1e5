import { noFacts, traffic } from './bookinfo.fixtures'
import { type DrawOptions, drawServiceGraph } from './draw'
import type { MeshFacts } from './mesh-facts'
import type { TrafficSamples } from './sample'

/** The picture of these samples, by workload unless `options` say otherwise. */
export const draw = (
  samples: Partial<TrafficSamples>,
  options: Partial<DrawOptions> = {},
  facts: MeshFacts = noFacts,
) =>
  drawServiceGraph(traffic(samples), facts, {
    view: 'workload',
    services: false,
    namespaces: [],
    visible: null,
    readable: 'everything',
    windowSeconds: 300,
    ...options,
  })
