# No container engine was at hand where this was written. Its steps were run one by one in empty directories with Node 24:
# build, production dependencies, and then "serve" as user 1000 with a partner, the health check and SIGTERM.
# Samplan listens on the container's own loopback as long as no authentication is configured: see docs/operating.md.
FROM node:24-slim AS build
WORKDIR /samplan
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json .tsconfig.build.json ./
COPY src src
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /samplan
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24-slim
ENV NODE_ENV=production PORT=8080 SAMPLAN_CONFIG=/data/samplan.yaml
WORKDIR /samplan
COPY package.json LICENSE ./
COPY profiles/base profiles/base
COPY profiles/package profiles/package
COPY mappings mappings
COPY --from=dependencies /samplan/node_modules node_modules
COPY --from=build /samplan/dist dist
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/cli/samplan.mjs", "serve"]
