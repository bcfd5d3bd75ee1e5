import { type Hull, headingHeight, hullPadding } from './hulls'

export function HullView({ hull: { box, namespace, cluster, count } }: { hull: Hull }) {
  return (
    <div
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      className="absolute rounded-[10px] border border-line bg-hull"
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
        {count > 2 && ` · ${count} nodes`}
      </p>
    </div>
  )
}
