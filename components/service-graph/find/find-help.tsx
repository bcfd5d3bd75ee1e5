const examples = [
  { text: 'reviews', meaning: 'the word in a name' },
  { text: 'namespace:shop error>1%', meaning: 'both hold' },
  { text: 'p95>200ms or flag:UO', meaning: 'one of them holds' },
  { text: 'kind:workload !idle', meaning: '! turns it round' },
  { text: 'from:cart to:"payment v2"', meaning: 'edges by their ends' },
  { text: 'code:5*', meaning: '* is anything' },
] as const

/** The language in six lines; the list above it knows all words. */
export function FindHelp() {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 border-t border-line p-2 text-tiny">
      {examples.map(({ text, meaning }) => (
        <div key={text} className="col-span-2 grid grid-cols-subgrid">
          <dt>
            <code>{text}</code>
          </dt>
          <dd className="text-muted">{meaning}</dd>
        </div>
      ))}
    </dl>
  )
}
