// How the image starts. Next's server listens where HOSTNAME says, which is a container's own name.
process.env.HOSTNAME = process.env.HOST || '127.0.0.1'
await import('./server.js')
