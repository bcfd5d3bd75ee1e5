// How the image starts. Next's server listens where HOSTNAME says, which is a container's own name.
process.env.HOSTNAME = process.env.HOST || '127.0.0.1'
// Longer than the minute that proxies keep a connection in which nothing happens: whoever closes it
// first loses the request that is just being sent.
process.env.KEEP_ALIVE_TIMEOUT ??= '75000'
await import('./server.js')
