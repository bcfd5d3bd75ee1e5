/** A text to copy, as it is: wrapped, so that nothing of it hides. */
export function CodeBlock({ label, text }: { label: string; text: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 overflow-y-auto rounded-small border border-line bg-canvas px-2 py-1"
    >
      <pre className="font-mono text-tiny break-all whitespace-pre-wrap">{text}</pre>
    </section>
  )
}
