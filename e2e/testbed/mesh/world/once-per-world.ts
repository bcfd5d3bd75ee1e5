import type { World } from './world'

/** Built when first asked for, then kept with the world: an index, not a cache that could go stale. */
export function oncePerWorld<T>(build: (world: World) => T): (world: World) => T {
  const built = new WeakMap<World, { value: T }>()
  return (world) => {
    const known = built.get(world)
    if (known) return known.value
    const value = build(world)
    built.set(world, { value })
    return value
  }
}
