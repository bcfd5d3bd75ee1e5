import { type Hull, headingHeight, hullPadding } from './hulls'

export function HullView({ hull: { box } }: { hull: Hull }) {
  return (
    <div
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      className="absolute rounded-large border border-line bg-hull"
    />
  )
}

/** Lies before the edges: one that comes in from above passes beneath the name. */
export function HullHeading({ hull: { box, namespace, cluster, content } }: { hull: Hull }) {
  return (
    <p
      title={namespace}
      style={{
        left: box.x + hullPadding,
        top: box.y + hullPadding / 2,
        maxWidth: box.width - 2 * hullPadding,
        lineHeight: `${headingHeight}px`,
      }}
      className="pointer-events-none absolute truncate rounded-small bg-hull pr-1 text-tiny text-muted"
    >
      <span className="font-semibold">{namespace}</span>
      {cluster && ` · ${cluster}`}
      {content && ` · ${content}`}
    </p>
  )
}
