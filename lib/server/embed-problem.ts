import 'server-only'
import type { Problem } from '../api/envelope'
import type { EmbedWhy } from '../identity/embed'

const titles: Record<EmbedWhy, string> = {
  malformed: 'The token of this panel cannot be read',
  'unknown-key': 'The token of this panel is signed with a key that is not known here',
  altered: 'The token of this panel was altered',
  'other-audience': 'The token of this panel is meant for somebody else',
  'too-long': 'The token of this panel holds for longer than an hour',
  'not-yet': 'The token of this panel does not hold yet',
  expired: 'The token of this panel has ended',
  'not-configured': 'This console shows no panels in other pages',
}

export const embedProblem = (why: EmbedWhy): Omit<Problem, 'requestId'> => ({
  type: 'about:blank',
  title: titles[why],
  status: 401,
  code: `embed-${why}`,
})
