import { PHASE_PRODUCTION_BUILD } from 'next/constants.js'

/** @type {(phase: string) => import('next').NextConfig} */
const config = (phase) => ({
  // A build is also laid out as a folder that needs no node_modules: what the Dockerfile copies. To
  // `next start`, which serves the rest, that would be a mistake worth a warning.
  output: phase === PHASE_PRODUCTION_BUILD ? 'standalone' : undefined,
  outputFileTracingRoot: import.meta.dirname,
  // A build is made beside the last good one and swapped in: a build that fails removes its folder.
  distDir: process.env.BINNACLE_DIST_DIR ?? '.next',
  // Next writes the folder of a build's types into a tsconfig that does not extend another one. Types
  // are checked by `npm run check` and `npm test`, those of tests as well: a second time here is a fifth
  // of the build.
  typescript: {
    ignoreBuildErrors: true,
    tsconfigPath: process.env.BINNACLE_DIST_DIR ? 'tsconfig.build.json' : 'tsconfig.json',
  },
  poweredByHeader: false,
  reactStrictMode: true,
  compress: true,
  // Nothing here needs pictures made smaller, and what makes them fetches what it is told to.
  images: { unoptimized: true },
  // What is written is 64 kB at most (lib/server/request-guard.ts); Next keeps no more of it for two readers.
  experimental: { proxyClientMaxBodySize: '128kb' },
  // Left to Node: client-node starts child processes, and one undici must serve both.
  serverExternalPackages: ['@kubernetes/client-node', 'undici', 'prom-client'],
  headers: async () => [
    {
      source: '/_next/:path*',
      headers: [{ key: 'x-content-type-options', value: 'nosniff' }],
    },
    {
      // A portal may load it as a module, which a browser asks for as it asks for data.
      source: '/embed.js',
      headers: [{ key: 'access-control-allow-origin', value: '*' }],
    },
  ],
})

export default config
