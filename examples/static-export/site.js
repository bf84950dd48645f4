import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

// Everything that the page builder exported, as it came.
const files = new Hono().use(serveStatic({ root: join(import.meta.dirname, "public") }));
export const site = (request) => files.fetch(request);
