import { test } from './support/fixtures'
import { meshOf, testReadability } from './support/readability'

// Not part of `npm test`: this mesh alone takes minutes to start. `npx playwright test readable-2000`
test.use({ size: meshOf(2000, 100) })

testReadability()
