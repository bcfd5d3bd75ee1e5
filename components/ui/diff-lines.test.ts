import { expect, test } from 'vitest'
import { diffLines } from './diff-lines'

const unified = `--- reviews.yaml
+++ reviews.yaml
@@ -8,5 +8,5 @@
   - destination:
-    weight: 80
+    weight: 50
--- not: a header
\\ No newline at end of file
`

test('reads what is the same, removed and added, in order', () => {
  expect(diffLines(unified)).toEqual([
    { kind: 'gap', text: '@ -8,5 +8,5 @@' },
    { kind: 'same', text: '  - destination:' },
    { kind: 'removed', text: '    weight: 80' },
    { kind: 'added', text: '    weight: 50' },
    { kind: 'removed', text: '-- not: a header' },
  ])
})

test('has nothing to show where nothing differs', () => {
  expect(diffLines('')).toEqual([])
})
