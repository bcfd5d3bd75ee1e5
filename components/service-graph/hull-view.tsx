import { type Hull, headingHeight, hullPadding } from './hulls'

export function HullView({ hull: { box, namespace, cluster, content } }: { hull: Hull }) {
  return (
    <div
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      className="absolute rounded-large border border-line bg-hull"
    >
      <p
        title={namespace}
        style={{
          left: hullPadding,
          right: hullPadding,
          top: hullPadding / 2,
          lineHeight: `${headingHeight}px`,
        }}
        className="absolute truncate text-tiny text-muted"
      >
        <span className="font-semibold">{namespace}</span>
        {cluster && ` · ${cluster}`}
        {content && ` · ${content}`}
      </p>
    </div>
  )
}
