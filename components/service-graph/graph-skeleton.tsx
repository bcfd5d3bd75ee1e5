import { Skeleton } from '@/components/ui/skeleton'

/** The shape of a graph to come, where it will come. */
export function GraphSkeleton() {
  return (
    <div
      role="status"
      aria-label="Drawing the graph"
      className="absolute inset-0 grid place-items-center"
    >
      <div className="flex items-center gap-24">
        <Skeleton className="h-11 w-44" />
        <div className="flex flex-col gap-10 max-sm:hidden">
          <Skeleton className="h-11 w-44" />
          <Skeleton className="h-11 w-44" />
        </div>
        <div className="flex flex-col gap-10 max-xl:hidden">
          <Skeleton className="h-11 w-44" />
          <Skeleton className="h-11 w-44" />
          <Skeleton className="h-11 w-44" />
        </div>
      </div>
    </div>
  )
}
