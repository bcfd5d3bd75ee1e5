import { badRequest } from '../http/status'

export type Labels = Readonly<Record<string, string>>

type Operator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | '>' | '<'
type Requirement = { key: string; operator: Operator; values: readonly string[] }
type Tokens = { peek(): string; next(): string }

const symbols = ['==', '!=', '=', '!', '(', ')', ',', '>', '<']
const isIdentifier = (token: string) => token !== '' && !symbols.includes(token)

function tokenize(text: string): Tokens {
  const tokens = text.match(/==|!=|[=!(),<>]|[^\s=!(),<>]+/g) ?? []
  let at = 0
  return { peek: () => tokens[at] ?? '', next: () => tokens[at++] ?? '' }
}

const unexpected = (found: string, expected: string) =>
  badRequest(`unable to parse requirement: found '${found}', expected: ${expected}`)

function parseSet(tokens: Tokens): string[] {
  const open = tokens.next()
  if (open !== '(') throw unexpected(open, "'('")
  const values: string[] = []
  for (;;) {
    const token = tokens.next()
    if (token === ')') return values
    if (isIdentifier(token)) values.push(token)
    else if (token !== ',') throw unexpected(token, "',', or ')'")
  }
}

function parseRequirement(tokens: Tokens): Requirement {
  const isNegated = tokens.peek() === '!' && tokens.next() === '!'
  const key = tokens.next()
  if (!isIdentifier(key)) throw unexpected(key, 'identifier')
  if (isNegated) return { key, operator: '!', values: [] }
  const operator = tokens.peek()
  if (operator === '' || operator === ',') return { key, operator: 'exists', values: [] }
  tokens.next()
  if (operator === 'in' || operator === 'notin') return { key, operator, values: parseSet(tokens) }
  if (!['=', '==', '!=', '>', '<'].includes(operator)) {
    throw unexpected(operator, 'in, notin, =, ==, !=, gt, lt')
  }
  const value = tokens.peek()
  if (value !== '' && value !== ',' && !isIdentifier(value)) throw unexpected(value, 'identifier')
  const values = [isIdentifier(value) ? tokens.next() : '']
  return { key, operator: operator as Operator, values }
}

function parseRequirements(text: string): Requirement[] {
  const tokens = tokenize(text)
  const requirements: Requirement[] = []
  while (tokens.peek() !== '') {
    requirements.push(parseRequirement(tokens))
    const separator = tokens.next()
    if (separator !== '' && separator !== ',') throw unexpected(separator, "',' or 'end of string'")
  }
  return requirements
}

function isMet({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels[key]
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value)
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case '>':
      return value !== undefined && Number(value) > Number(values[0])
    case '<':
      return value !== undefined && Number(value) < Number(values[0])
  }
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
export function parseLabelSelector(text: string): (labels: Labels) => boolean {
  const requirements = parseRequirements(text)
  return (labels) => requirements.every((requirement) => isMet(requirement, labels))
}
