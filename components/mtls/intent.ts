/** What is being planned: a new policy, or the way back from a recorded change. */
export type Intent = { kind: 'change' } | { kind: 'revert'; changeId: string }
