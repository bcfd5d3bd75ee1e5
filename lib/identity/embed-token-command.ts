// `npm run embed-token -- --namespaces shop --view graph [--minutes 15 --theme dark
// --window 300 --kid K --keys FILE --audience binnacle]` prints a token for a panel;
// `npm run embed-token -- --new-key [--kid K --keys FILE]` makes a key, before those in the file.
import { embedTokenAnswer } from './embed-token-answer'

embedTokenAnswer(process.argv.slice(2)).then(console.log, (error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
