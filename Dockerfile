# docker build -t binnacle:0.1.0 .
# e2e/image.e2e.ts lays the last stage out from these lines and runs it.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:22-bookworm-slim
WORKDIR /app
COPY --from=build /app/.next/standalone ./
COPY --from=build /app/.next/static ./.next-build/static
COPY --from=build /app/public ./public
COPY --from=build /app/deploy/serve.mjs ./
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
USER 1000:1000
EXPOSE 3000
CMD ["node", "serve.mjs"]
