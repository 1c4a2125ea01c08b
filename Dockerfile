# With its digest (`node:24-slim@sha256:…`) it is the same image at every build.
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN npm ci --ignore-scripts
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

# The same base image as the last stage: the local memory's SQLite is a prebuilt binary for this C library.
FROM base AS dependencies
RUN npm ci --omit=dev --ignore-scripts

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    PORT=8000 \
    MEMORY_PATH=/data/memory
WORKDIR /app
# A new named volume takes its owner from here; a mounted folder must belong to 1000 already.
RUN install -d -o 1000 -g 1000 /data /data/memory
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist/src ./dist/src
COPY package.json ./
# The user `node` of the image, by number: Kubernetes can check only a number against runAsNonRoot.
USER 1000:1000
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health/live`, { signal: AbortSignal.timeout(2000) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Not `npm start`: npm as process 1 would stand between the service and its signals.
CMD ["node", "--enable-source-maps", "--max-old-space-size=256", "--max-semi-space-size=16", "dist/src/main.js"]
