/**
 * Node's own HTTP, without what it brings along: an `import` of it reads all that it exports, and so loads undici, of which it exports
 * what nobody here uses (WebSocket). That would be a tenth of a start.
 *
 * @example
 * const server = createServer(app);
 */
export const { createServer, request, STATUS_CODES } = process.getBuiltinModule('node:http');
