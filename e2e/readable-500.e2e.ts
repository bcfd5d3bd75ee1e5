import { test } from './support/fixtures'
import { meshOf, testReadability } from './support/readability'

// A mesh belongs to a worker, and so to a whole file.
test.use({ size: meshOf(500, 50) })

testReadability()
