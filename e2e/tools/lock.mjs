import { mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return error.code === 'EPERM'
  }
}

/** Whose lock it is; `null` when it has gone in the meantime. */
async function holder(file) {
  try {
    return Number(await readFile(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

async function tryLock(file) {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** One process at a time; a lock whose owner has died without giving it back is taken over. */
export async function withLock(file, work, retryMs = 200) {
  await mkdir(path.dirname(file), { recursive: true })
  while (!(await tryLock(file))) {
    const pid = await holder(file)
    // 0: created a moment ago and not written yet.
    if (pid && !isAlive(pid)) await rm(file, { force: true })
    else await pause(retryMs)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}
