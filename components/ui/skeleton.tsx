/** Holds the place of what is still to come; its size is the caller's. */
export function Skeleton({ className = '' }: { className?: string }) {
  return <span aria-hidden className={`block animate-pulse rounded-small bg-line ${className}`} />
}
