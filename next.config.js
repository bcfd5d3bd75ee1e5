/** @type {import('next').NextConfig} */
const config = {
  // A build is made beside the last good one and swapped in: a build that fails removes its folder.
  distDir: process.env.BINNACLE_DIST_DIR ?? '.next',
  // Next writes the folder of a build's types into a tsconfig that does not extend another one.
  typescript: {
    tsconfigPath: process.env.BINNACLE_DIST_DIR ? 'tsconfig.build.json' : 'tsconfig.json',
  },
  poweredByHeader: false,
  reactStrictMode: true,
  compress: true,
  // Left to Node: client-node starts child processes, and one undici must serve both.
  serverExternalPackages: ['@kubernetes/client-node', 'undici', 'prom-client'],
  headers: async () => [
    {
      source: '/_next/:path*',
      headers: [{ key: 'x-content-type-options', value: 'nosniff' }],
    },
  ],
}

export default config
