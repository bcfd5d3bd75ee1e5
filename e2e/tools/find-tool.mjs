import path from 'node:path'
import { cacheFolder, inCache, intoCache, onPath } from './cache.mjs'
import { withLock } from './lock.mjs'
import { say, step } from './progress.mjs'

/** The first of these files that the tool's own `inspect` takes, as `{ file, version }`. */
async function firstUsable(tool, files) {
  for (const file of files) {
    const version = await tool.inspect(file)
    if (version) return { file, version }
  }
  return null
}

async function fromVariable(tool, environment) {
  const file = environment[tool.variable]
  if (!file) return null
  const found = await firstUsable(tool, [file])
  if (!found) throw new Error(`${tool.variable} is set to "${file}", which is not ${tool.wanted}.`)
  return found
}

/** A folder of several programs, as the environment names it. */
async function fromAssets(tool, environment) {
  const folder = tool.assets && environment[tool.assets]
  if (!folder) return null
  const found = await firstUsable(tool, [path.join(folder, tool.cached)])
  if (!found)
    throw new Error(`${tool.assets} is set to "${folder}", where there is not ${tool.wanted}.`)
  return found
}

async function fetchBy(way, tool, cache) {
  const folder = await step(`Fetching ${tool.title} (${way.name})`, () =>
    way.installs ? way.fetch() : intoCache(tool.name, way.fetch, cache),
  )
  const files = way.installs
    ? onPath(tool.executables, tool.places)
    : [path.join(folder, tool.cached)]
  const found = await firstUsable(tool, files)
  if (!found) throw new Error(`it is not ${tool.wanted}`)
  return found
}

async function fetchTool(tool, cache) {
  const errors = []
  for (const way of tool.ways.filter((one) => one.isPossible())) {
    try {
      return await fetchBy(way, tool, cache)
    } catch (error) {
      errors.push(new Error(`${way.name}: ${error.message}`, { cause: error }))
      say(`${tool.title} could not be had as ${way.name}.`)
    }
  }
  const tried = errors.map(({ message }) => `\n  ${message}`).join('')
  throw new Error(
    `${tool.title} is missing: there is not ${tool.wanted} on PATH or in ${cache}, and it could not be fetched.${tried}\n${tool.advice}, or set ${tool.variable} to its path.`,
    { cause: new AggregateError(errors) },
  )
}

/**
 * Where the program is: the environment variables, PATH, the cache, else fetched. A tool says what
 * it accepts (`inspect` answers the version or null) and how it may be had (`ways`, in order).
 */
export async function findTool(tool, environment = process.env) {
  const named = (await fromVariable(tool, environment)) ?? (await fromAssets(tool, environment))
  if (named) return named

  const cache = cacheFolder(environment)
  const cached = () => inCache(tool.name, tool.cached, cache)
  const here = onPath(tool.executables, tool.places, environment.PATH)
  const found = await firstUsable(tool, [...here, ...cached()])
  if (found) return found

  return withLock(path.join(cache, `${tool.name}.lock`), async () => {
    // Another process may have fetched it while this one waited for the lock.
    return (await firstUsable(tool, cached())) ?? fetchTool(tool, cache)
  })
}
