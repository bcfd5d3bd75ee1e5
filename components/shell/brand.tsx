/** A compass needle in its bowl. */
export function Brand() {
  return (
    <span className="flex items-center gap-2 text-title font-semibold">
      <svg
        viewBox="0 0 24 24"
        aria-hidden="true"
        className="size-5 fill-none stroke-accent stroke-2"
      >
        <circle cx="12" cy="12" r="10" />
        <path d="M12 5.5 14.2 12 12 18.5 9.8 12Z" className="fill-accent stroke-none" />
      </svg>
      <span className="max-sm:sr-only">Binnacle</span>
    </span>
  )
}
